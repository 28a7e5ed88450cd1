const MINUTE = 60_000;
/** Ten failures in five minutes are let through (access.md section 2; Cyber Essentials). */
export const TRIES = 10;
export const WINDOW_MS = 5 * MINUTE;
const FIRST_WAIT_MS = MINUTE;
const LONGEST_WAIT_MS = 15 * MINUTE;
/** After so long without a failure the delays begin again. */
export const FORGET_MS = 60 * MINUTE;

/**
 * Until when an account's sign-in is refused, or undefined. `failures`: instants of its failed tries since the last
 * success, oldest first. After ten in five minutes each further failure doubles the wait: 1, 2, 4, … at most 15
 * minutes. There is no hard lock, and a browser the account knows counts by itself: strangers can keep the owner waiting in
 * a browser it does not know, and there a new password is the way in.
 */
export function refusedUntil(failures: readonly Date[], now: Date): Date | undefined {
  const recent = failures.map((at) => at.getTime()).filter((at) => now.getTime() - at < FORGET_MS);
  let level = 0;
  recent.forEach((at, i) => {
    const inWindow = recent.slice(0, i + 1).filter((other) => at - other < WINDOW_MS).length;
    if (level > 0 || inWindow >= TRIES) level++;
  });
  if (!level) return undefined;
  const until = recent.at(-1)! + Math.min(FIRST_WAIT_MS * 2 ** (level - 1), LONGEST_WAIT_MS);
  return until > now.getTime() ? new Date(until) : undefined;
}
