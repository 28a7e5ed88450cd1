import type { Response } from 'express';
import { z } from 'zod';
import { CodedError, type ErrorKind, invalid, TooOften } from '#platform';
import { ERROR_STATUS } from './error-status.js';
import type { FieldErrors } from './form-refused.js';
import { isSecret } from './stale-form.js';

export type FormResult<T> =
  | { ok: true; data: T; values: Record<string, unknown> }
  | { ok: false; errors: FieldErrors; values: Record<string, unknown> };

/** Unknown fields are refused, so that a form cannot smuggle in `area_id` or `role`. */
const closed = <S extends z.ZodType>(schema: S): S =>
  schema instanceof z.ZodObject && !schema.def.catchall ? (schema.strict() as unknown as S) : schema;

/** Texts without white space at their ends. A password may begin or end with a space. */
const trimmed = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(/\r\n?/g, '\n').trim();
  if (Array.isArray(value)) return value.map(trimmed);
  if (value && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, isSecret(key) ? part : trimmed(part)]),
    );
  return value;
};

function errorsOf(error: z.ZodError): FieldErrors {
  const errors: FieldErrors = {};
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        errors[[...issue.path, key].join('.')] = `The field "${key}" is not known here`;
      continue;
    }
    // Of a group of boxes none has an id of its own to lead to.
    const path = typeof issue.path.at(-1) === 'number' ? issue.path.slice(0, -1) : issue.path;
    errors[path.join('.') || 'form'] ??= issue.message;
  }
  return errors;
}

/** For what no page offers, where a schema says nothing of its own: a browser's leftover, or made by hand. */
const plainly: z.core.$ZodErrorMap = (issue) =>
  issue.code === 'invalid_value' ? 'Choose one of those listed' : undefined;

/**
 * Checks a posted form: texts are trimmed, unknown fields refused, `_csrf` left out.
 * `values` is what was typed, for showing the form again.
 */
export function readForm<S extends z.ZodType>(schema: S, body: unknown): FormResult<z.output<S>> {
  const { _csrf: _, ...values } = { ...((body ?? {}) as Record<string, unknown>) };
  const parsed = closed(schema).safeParse(trimmed(values), { error: plainly });
  return parsed.success
    ? { ok: true, data: parsed.data, values }
    : { ok: false, errors: errorsOf(parsed.error), values };
}

/** Checks the body (or query) of an API call. Throws `invalid` (422, problem+json naming each field). */
export function apiInput<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = closed(schema).safeParse(body ?? {});
  if (!parsed.success) throw invalid('invalid-input', errorsOf(parsed.error));
  return parsed.data;
}

/** Seconds for Retry-After: what a limit says, else a few, since the busy seat or row is free again soon. */
export const waitSeconds = (error: unknown): string =>
  String(error instanceof TooOften ? error.waitSeconds : 5);

/** What was typed into a form, to be shown again: no token of ours, and no passwords. */
export const typedValues = (body: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries((body ?? {}) as object).filter(([name]) => name !== '_csrf' && !isSecret(name)),
  );

/** What shows a form again; any other error has a page of its own. */
const REFUSALS: ReadonlySet<ErrorKind> = new Set(['invalid', 'conflict', 'busy']);

/** Messages by field, the status and when to come back, for what refuses a form; undefined for any other error. */
export function refusalOf(
  error: unknown,
): { errors: FieldErrors; status: number; retryAfter?: string } | undefined {
  if (!(error instanceof CodedError) || !REFUSALS.has(error.kind)) return undefined;
  const errors = Object.keys(error.fields).length ? error.fields : { form: error.message };
  return {
    errors,
    status: ERROR_STATUS[error.kind],
    ...(error.kind === 'busy' && { retryAfter: waitSeconds(error) }),
  };
}

/** Shows a page with a status, e.g. a form again with 422, `errors` and `values`. */
export function page(res: Response, view: string, model: object, status = 200): void {
  res.status(status).render(view, model);
}
