import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { HEADERS_METADATA, RENDER_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ExternalContextCreator, ModuleRef, Reflector } from '@nestjs/core';
import { RouteParamsFactory } from '@nestjs/core/router/route-params-factory.js';
import { catchError, type Observable } from 'rxjs';
import type { z } from 'zod';
import { wantsJson } from './errors.filter.js';
import { type FieldErrors, FormChanged, FormRefused, OtherPage } from './form-refused.js';
import { readForm, refusalOf, typedValues } from './forms.js';
import { keptBy, noteKeeps } from './kept-by-form.js';
import type { WebRequest, WebResponse } from './principal.js';

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<WebRequest>();

/** What was posted, checked; `_csrf` left out. Throws `FormRefused`. For handlers that choose the schema themselves. */
export function filledIn<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const form = readForm(schema, body);
  if (!form.ok) throw new FormRefused(form.errors);
  return form.data;
}

/**
 * Handler parameter: what was posted, checked with this schema (or the one a function finds by the request); `FormRefused`
 * where it does not fit.
 */
export const Form = (schema: z.ZodType | ((req: WebRequest) => z.ZodType)): ParameterDecorator => {
  const readIn = createParamDecorator((_: unknown, context: ExecutionContext) => {
    const req = requestOf(context);
    const chosen = typeof schema === 'function' ? schema(req) : schema;
    const data = filledIn(chosen, req.body);
    for (const condition of keptBy(chosen)) req.who?.owed.take(condition);
    return data;
  })();
  return (target, key, index) => {
    const handler = (target as Record<PropertyKey, object>)[key!]!;
    noteKeeps(handler, typeof schema === 'function' ? 'by-request' : keptBy(schema));
    readIn(target, key, index);
  };
};

/**
 * Parameter of a page with a form: what was typed, while the page is shown again after a refusal; undefined at first. Only
 * for pages whose model depends on it: the view gets it as `values` anyway.
 */
export const Typed = createParamDecorator(
  (_: unknown, context: ExecutionContext): Record<string, unknown> | undefined => requestOf(context).typed,
);

/** Parameter of a page with a form: what was wrong with it, while it is shown again after a refusal; undefined otherwise. */
export const Refused = createParamDecorator(
  (_: unknown, context: ExecutionContext): FieldErrors | undefined => requestOf(context).refused,
);

/** Metadata key of the page that holds a form. */
export const FORM_OF = 'crm:form-of';
const FORM_WAYS = 'crm:form-ways';

/** How a form is shown again, where that is particular. */
export interface FormWays {
  /** What was typed, in the shape its page takes; undefined: nothing was, as for a button alone. Usual: as it was sent. */
  typed?: (body: unknown) => Record<string, unknown> | undefined;
  /** Said besides where somebody has to come back, because of a lock or a limit. */
  busy?: string;
}

/** The class has a handler of this name. */
type Has<P extends string> = { [name in P]: (...args: never[]) => unknown };

/**
 * Says on a POST which handler of the same controller shows its form. What the POST refuses (`FormRefused`, or a lib's
 * `invalid`, `conflict`, `busy`) is answered with that page, as it is now, with `values` (as typed) and `errors`, and 422,
 * 409 or 429; `FormChanged` with 200 and no errors. The handler gets its parameters from the POST's request; it needs
 * `@Render`, and its `@Header` counts.
 */
export const FormOf =
  <P extends string>(page: P, ways: FormWays = {}) =>
  <C extends Has<P>>(target: C, key: string, method: PropertyDescriptor): void =>
    applyDecorators(SetMetadata(FORM_OF, page), SetMetadata(FORM_WAYS, ways), UseInterceptors(FormPages))(
      target,
      key,
      method,
    );

const noNext = () => undefined;

/** Shows the page of a form again after a refusal. */
@Injectable()
export class FormPages implements NestInterceptor {
  private readonly params = new RouteParamsFactory();

  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly contexts: ExternalContextCreator,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => this.again(context, error)));
  }

  private async again(context: ExecutionContext, error: unknown): Promise<never> {
    const [req, res] = [requestOf(context), context.switchToHttp().getResponse<WebResponse>()];
    const ways = this.reflector.get<FormWays>(FORM_WAYS, context.getHandler());
    const refusal = shownFor(error, ways);
    if (!refusal || (refusal.errors && wantsJson(req))) throw error;
    req.typed = error instanceof FormChanged ? error.values : (ways.typed ?? typedValues)(req.body);
    req.refused = refusal.errors;
    const name = this.reflector.get<string>(FORM_OF, context.getHandler());
    const controller = this.modules.get<Record<string, () => unknown>>(context.getClass(), { strict: false });
    const page = controller[name]!;
    const view = this.reflector.get<string | undefined>(RENDER_METADATA, page);
    if (!view) throw new Error(`${context.getClass().name}.${name} shows forms and has no @Render`);
    const show = this.contexts.create(
      controller,
      page as never,
      name,
      ROUTE_ARGS_METADATA,
      {
        exchangeKeyForValue: (type, data, [request, response]) =>
          this.params.exchangeKeyForValue(type, data as string, {
            req: request,
            res: response,
            next: noNext,
          }),
      },
      undefined,
      undefined,
      // The POST's own guard has let the caller in, and decided what they may see.
      { guards: false, interceptors: false, filters: false },
      'http',
    );
    const model = {
      ...((await show(req, res)) as object),
      ...((error instanceof FormRefused || error instanceof FormChanged) && error.model),
      ...(req.typed && { values: req.typed }),
      errors: refusal.errors,
    };
    const headers = this.reflector.get<{ name: string; value: string }[] | undefined>(HEADERS_METADATA, page);
    throw new OtherPage(view, model, refusal.status, {
      ...Object.fromEntries((headers ?? []).map(({ name: header, value }) => [header, value])),
      ...(refusal.retryAfter && { 'Retry-After': refusal.retryAfter }),
    });
  }
}

/** What is shown beside the form, and with which status; undefined for what is no matter of the form. */
function shownFor(
  error: unknown,
  { busy }: FormWays,
): { errors?: FieldErrors; status: number; retryAfter?: string } | undefined {
  if (error instanceof FormChanged) return { status: 200 };
  const refusal = refusalOf(error);
  if (!busy || !refusal?.retryAfter) return refusal;
  return {
    ...refusal,
    errors: { ...refusal.errors, form: `${refusal.errors['form'] ?? ''} ${busy}`.trim() },
  };
}
