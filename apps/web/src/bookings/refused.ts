import { CodedError } from '#platform';
import { type FieldErrors, refusal, type WebResponse } from '../shell/index.js';

/** As `refusal`, and says that what was typed is kept where somebody has to come back for it. */
export function refused(res: WebResponse, error: unknown): { errors: FieldErrors; status: number } {
  const { errors, status } = refusal(res, error);
  if (!(error instanceof CodedError) || error.kind !== 'busy') return { errors, status };
  return { errors: { form: `${errors['form']} Your answers are kept.` }, status };
}
