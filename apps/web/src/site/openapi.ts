import type { Type } from '@nestjs/common';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { z } from 'zod';
import { API_ROUTE, type ApiRouteInfo, isPublicPage, POLICY, type Policy } from '../shell/index.js';

/** One route of the JSON API as found on a controller. */
export interface FoundRoute {
  method: string;
  path: string;
  policy: Policy | undefined;
  info: ApiRouteInfo | undefined;
}

const asList = (path: unknown): string[] => (Array.isArray(path) ? path.map(String) : [String(path ?? '')]);
const join = (...parts: string[]) =>
  '/' +
  parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/');

/** The routes of controllers, from Nest's own metadata; also what the test of policies walks over. */
export function routesOf(controllers: Type[]): (FoundRoute & { handler: string })[] {
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
      const policy = (Reflect.getMetadata(POLICY, handler) ?? Reflect.getMetadata(POLICY, controller)) as
        | Policy
        | undefined;
      const info = Reflect.getMetadata(API_ROUTE, handler) as ApiRouteInfo | undefined;
      return asList(Reflect.getMetadata(PATH_METADATA, controller)).flatMap((base) =>
        asList(Reflect.getMetadata(PATH_METADATA, handler)).map((path) => ({
          method,
          path: join(base, path),
          policy,
          info,
          handler: `${controller.name}.${name}`,
        })),
      );
    });
  });
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
  });
  return rest;
};
const json = (schema: object) => ({ 'application/json': { schema } });
const PROBLEMS: Record<string, string> = {
  '401': 'No token, or one that does not hold',
  '403': 'The token or its person may not do this',
  '404': 'Not there, or in another area',
  '409': 'It cannot be done now, as things stand',
  '422': 'Something in the input needs correcting',
  '429': 'Too often, or somebody else is at it; come back after Retry-After',
};
/** What comes with an answer beside the problem itself. */
const HEADERS: Record<string, object> = {
  '429': { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
};

/** The OpenAPI 3.1 document of the routes that have a description. `server`: the address of this installation. */
export function openApi(routes: FoundRoute[], server: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, policy, info } of routes) {
    if (!info) continue;
    const address = path.replace(/:(\w+)/g, '{$1}');
    const isPublic = policy?.kind !== 'right' || isPublicPage(path);
    const inPath = [...path.matchAll(/:(\w+)/g)].map((m) => ({
      name: m[1],
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
    const status = String(info.status ?? (method === 'POST' ? 201 : 200));
    paths[address] ??= {};
    const item = paths[address];
    item[method.toLowerCase()] = {
      summary: info.summary,
      tags: [path.split('/')[2] ?? 'api'],
      operationId: `${method.toLowerCase()}${path.replace(/^\/api/, '').replace(/[/:-]+(\w)/g, (_, c: string) => c.toUpperCase())}`,
      ...(policy?.kind === 'right' && !isPublic
        ? { description: `Scope ${policy.resource}:${policy.verb}.` }
        : {}),
      security: isPublic ? [] : [{ token: [] }],
      parameters: [...inPath, ...queryParameters(info.query), ...(isPublic ? [] : [AREA])],
      ...(info.body ? { requestBody: { required: true, content: json(schemaOf(info.body, 'input')) } } : {}),
      responses: {
        [status]: { description: 'Done', content: json(schemaOf(info.answer, 'output')) },
        ...Object.fromEntries(
          Object.entries(PROBLEMS)
            .filter(([code]) => !isPublic || (code !== '401' && code !== '403'))
            .filter(([code]) => code !== '409' || method !== 'GET')
            .map(([code, description]) => [
              code,
              {
                description,
                ...(HEADERS[code] && { headers: HEADERS[code] }),
                content: { 'application/problem+json': { schema: PROBLEM_REF } },
              },
            ]),
        ),
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mindful Employer CRM',
      version: '1',
      description:
        'What staff do in the pages, for programs. Tokens are made with `npm run cli -- token create`.',
    },
    servers: [{ url: server }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: PROBLEM },
    },
  };
}

const AREA = {
  name: 'area',
  in: 'query',
  required: false,
  description:
    'Address name of the area (e.g. calderdale), for a token that works in several; otherwise its first',
  schema: { type: 'string' },
};
const PROBLEM_REF = { $ref: '#/components/schemas/Problem' };
const PROBLEM = {
  type: 'object',
  description: 'RFC 9457',
  required: ['title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Stable, for programs' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } },
    },
    requestId: { type: 'string', description: 'With a 500: stands in the log' },
  },
};

function queryParameters(query: z.ZodType | undefined): object[] {
  if (!query) return [];
  const schema = schemaOf(query, 'input') as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
}
