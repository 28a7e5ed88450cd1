import type { AuditLine } from '#access';
import { count } from '#platform';
import { doneWords, reasonWords } from './audit.labels.js';

export interface Lately {
  at: Date;
  what: string;
  how?: string | undefined;
}

const isTry = (line: AuditLine | undefined): boolean => line?.verb === 'sign-in-failed';

/** What happened to somebody's sign-in, newest first; tries that failed one after the other are one line, with their last time. */
export function lately(lines: readonly AuditLine[], most: number): Lately[] {
  const rows: Lately[] = [];
  for (let n = 0; n < lines.length && rows.length < most; n++) {
    const line = lines[n]!;
    const from = n;
    while (isTry(line) && isTry(lines[n + 1])) n++;
    const tries = n - from + 1;
    rows.push({
      at: line.at,
      what:
        tries > 1 ? count(tries, 'try', 'tries') + ' to sign in failed' : doneWords(line.resource, line.verb),
      how: tries > 1 ? undefined : (reasonWords(line) ?? changed(line)),
    });
  }
  return rows;
}

/** "Work laptop", "7 left" */
const changed = ({ changes }: AuditLine): string | undefined => {
  const [pair] = Object.values(changes ?? {});
  return pair?.[1] ?? pair?.[0] ?? undefined;
};
