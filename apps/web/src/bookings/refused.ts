import { CodedError } from '#platform';
import type { FieldErrors, WebResponse } from '../shell/index.js';

/**
 * What a form is shown again with after a refusal: messages by field and the status. Says when to come back if many are
 * booking. Throws on what is no refusal of what was entered.
 */
export function refused(res: WebResponse, error: unknown): { errors: FieldErrors; status: number } {
  if (!(error instanceof CodedError) || !['busy', 'conflict', 'invalid'].includes(error.kind)) throw error;
  if (error.kind === 'busy') {
    res.setHeader('Retry-After', '5');
    return { errors: { form: `${error.message} Your answers are kept.` }, status: 429 };
  }
  const errors = Object.keys(error.fields).length ? error.fields : { form: error.message };
  return { errors, status: error.kind === 'conflict' ? 409 : 422 };
}
