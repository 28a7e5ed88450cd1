import { visible } from './text.rules.js';

/** How long a typed reason is wherever one is asked for (access matrix, condition `reason`). */
export const REASON_LENGTH = { least: 10, most: 300 };

/** What is said beside every field for a reason. */
export const REASON_WORDS = `Say why, in ${REASON_LENGTH.least} to ${REASON_LENGTH.most} characters`;

/** Of a reason somebody can read, at least so many characters are letters or figures. */
const LEAST_LETTERS = 5;

/** What is wrong with a reason, white space at its ends and what cannot be seen left aside; undefined: nothing. */
export function reasonProblem(reason: string): string | undefined {
  const seen = visible(reason).trim();
  const letters = seen.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return seen.length < REASON_LENGTH.least || reason.length > REASON_LENGTH.most || letters < LEAST_LETTERS
    ? REASON_WORDS
    : undefined;
}
