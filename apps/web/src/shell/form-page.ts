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
import { RENDER_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ExternalContextCreator, ModuleRef, Reflector } from '@nestjs/core';
import { RouteParamsFactory } from '@nestjs/core/router/route-params-factory.js';
import { catchError, type Observable } from 'rxjs';
import type { z } from 'zod';
import { wantsJson } from './errors.filter.js';
import { FormAgain, FormRefused } from './form-refused.js';
import { readForm, refusalOf, typedValues } from './forms.js';
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
export const Form = (schema: z.ZodType | ((req: WebRequest) => z.ZodType)) =>
  createParamDecorator((_: unknown, context: ExecutionContext) => {
    const req = requestOf(context);
    return filledIn(typeof schema === 'function' ? schema(req) : schema, req.body);
  })();

/**
 * Parameter of a page with a form: what was typed, while the page is shown again after a refusal; undefined at first. Only
 * for pages whose model depends on it: the view gets it as `values` anyway.
 */
export const Typed = createParamDecorator(
  (_: unknown, context: ExecutionContext): Record<string, unknown> | undefined => requestOf(context).typed,
);

/** Metadata key of the page that holds a form. */
export const FORM_OF = 'crm:form-of';

/** The class has a handler of this name. */
type Has<P extends string> = { [name in P]: (...args: never[]) => unknown };

/**
 * Says on a POST which handler of the same controller shows its form. What the POST refuses (`FormRefused`, or a lib's
 * `invalid`, `conflict`, `busy`) is answered with that page, as it is now, with `values` (as typed) and `errors`, and 422,
 * 409 or 429. The handler gets its parameters from the POST's request; it needs `@Render`.
 */
export const FormOf =
  <P extends string>(page: P) =>
  <C extends Has<P>>(target: C, key: string, method: PropertyDescriptor): void =>
    applyDecorators(SetMetadata(FORM_OF, page), UseInterceptors(FormPages))(target, key, method);

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
    const refusal = refusalOf(error);
    if (!refusal || wantsJson(req)) throw error;
    req.typed = typedValues(req.body);
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
      ...(error instanceof FormRefused && error.model),
      values: req.typed,
      errors: refusal.errors,
    };
    throw new FormAgain(view, model, refusal.status, refusal.retryAfter);
  }
}
