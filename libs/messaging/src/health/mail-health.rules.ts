import type { MailProgress } from './mail-figures.repository.js';

/** One thing that keeps mail from going or coming back: a code and what it is about. Pages say it in words. */
export type MailAlert =
  /** Due mail waits, and no worker lives, or nothing has gone meanwhile. */
  | { code: 'no-worker' | 'stalled'; since: Date }
  /** Nothing goes until somebody has looked at what a restored database believes unsent. */
  | { code: 'after-restore'; since: Date; held: number }
  /** Mail that comes back is not read; `problem` names the mail server's answer, for whoever runs the program. */
  | { code: 'mailbox-unreadable'; since: Date; problem: string }
  /** Held mail that nobody but a person can help on; `name`: whom the only one is for. */
  | { code: 'to-mend'; count: number; name: string | null };

/** Due mail waits no longer than this while all is well; more where sweeps are rarer. */
const PATIENCE_MS = 10 * 60_000;
const SWEEPS = 3;
/** A worker that was ended and begun again says within this time that it lives. */
const WORKER_MS = 2 * 60_000;

/** How long due mail may wait before that is worth saying; milliseconds. */
export const patience = (sweepSeconds: number): number => Math.max(PATIENCE_MS, SWEEPS * sweepSeconds * 1000);

/** What is stalled of sending: the oldest due mail waits too long and nothing was handed over meanwhile. */
export function stalled(
  { oldestDue, movedSince, workers }: MailProgress,
  now: Date,
  sweepSeconds: number,
): MailAlert | undefined {
  if (!oldestDue) return undefined;
  const waited = now.getTime() - oldestDue.getTime();
  if (!workers && waited > WORKER_MS) return { code: 'no-worker', since: oldestDue };
  if (waited <= patience(sweepSeconds) || movedSince) return undefined;
  return { code: 'stalled', since: oldestDue };
}
