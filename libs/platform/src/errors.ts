/** How the outside answers: 422, 404, 403, 409, 410, 429, 401. */
export type ErrorKind =
  | 'invalid'
  | 'not-found'
  | 'forbidden'
  | 'conflict'
  | 'gone'
  | 'busy'
  | 'unauthenticated';

/**
 * A refusal with a code. `message` is plain English for the person; `fields` says it beside each field
 * (name of the field → what to do). Apps turn it into a page or problem+json; libs only throw it.
 */
export class CodedError extends Error {
  constructor(
    readonly kind: ErrorKind,
    /**
     * `<lib>.<what>`, e.g. `bookings.session-closed`; stable, for programs. A code stays when what throws it moves:
     * `messaging.*` comes from inbound-mail, mail-templates and the command line too.
     */
    readonly code: string,
    message: string,
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'CodedError';
  }
}

/** The row is missing, or belongs to an area the caller does not hold: nobody can tell which. */
export const notFound = (): CodedError =>
  new CodedError('not-found', 'not-found', 'This page does not exist, or you may not see it.');

/** Input that needs correcting, by field. */
export const invalid = (code: string, fields: Record<string, string>): CodedError =>
  new CodedError('invalid', code, Object.values(fields)[0] ?? 'Check what you entered.', fields);
