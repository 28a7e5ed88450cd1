/** How long a typed reason is wherever one is asked for (access matrix, condition `reason`). */
export const REASON_LENGTH = { least: 10, most: 300 };

/** What is said beside every field for a reason. */
export const REASON_WORDS = `Say why, in ${REASON_LENGTH.least} to ${REASON_LENGTH.most} characters`;

/** What is wrong with a reason, white space at its ends left aside; undefined: nothing. */
export function reasonProblem(reason: string): string | undefined {
  const { length } = reason.trim();
  return length < REASON_LENGTH.least || length > REASON_LENGTH.most ? REASON_WORDS : undefined;
}
