import type { ErrorKind } from '#platform';

/** The HTTP status of each kind of refusal, on pages, in forms and for programs. */
export const ERROR_STATUS: Record<ErrorKind, number> = {
  invalid: 422,
  'not-found': 404,
  forbidden: 403,
  conflict: 409,
  gone: 410,
  busy: 429,
  unauthenticated: 401,
};
