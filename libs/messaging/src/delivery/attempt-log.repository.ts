import type { Database } from '#platform';

/** How an attempt ended, as far as the mail server told. */
export interface AttemptEnd {
  id: string;
  outcome: string;
  reason: string | null;
  code: number | null;
  text: string | null;
}

/**
 * One commit for what the connections of a process have to write down: how their last mails ended and which mails' first
 * bytes leave now. Answers the attempts that may go on: open ones, which nobody has taken back or stopped meanwhile.
 */
export async function writeAttemptLog(
  db: Database,
  areas: readonly string[],
  entering: readonly string[],
  ended: readonly AttemptEnd[],
  now: Date,
): Promise<Set<string>> {
  const rows = await db.call<string>('write_journal', areas, [
    entering,
    ended.map((end) => end.id),
    ended.map((end) => end.outcome),
    ended.map((end) => end.reason),
    ended.map((end) => end.code),
    ended.map((end) => end.text),
    now,
  ]);
  return new Set(rows);
}
