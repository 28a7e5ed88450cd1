import { z } from 'zod';
import type { AuditKind, AuditLine } from '#access';
import { startOfDay, type Tx } from '#platform';
import {
  oneOf,
  type Principal,
  place,
  type RecordKey,
  type RecordName,
  type RecordNames,
  readDay,
  searched,
} from '../shell/index.js';
import { actorKinds, countWords, doneWords, kinds, reasonWords } from './audit.labels.js';
import { namesOf, recordsOf } from './audit.names.js';

/** What a list of entries is narrowed by. */
export const auditFilter = z.object({
  what: oneOf(['', ...(Object.keys(kinds) as [AuditKind, ...AuditKind[]])]),
  since: searched(),
});
/** The same for a whole area: besides, by whom. */
export const areaFilter = auditFilter.extend({
  who: z.union([z.literal(''), z.uuid()]).catch(''),
  where: oneOf(['area', 'installation']),
});

/** A filter as the lib takes it, or what is wrong with it. */
export function filterOf({ what, since }: z.output<typeof auditFilter>) {
  const day = readDay(since);
  const errors = since && !day ? { since: 'Enter a day like 27 1 2027' } : undefined;
  return { errors, filter: { kind: what || undefined, from: day ? startOfDay(day) : undefined } };
}

export const trailQuery = auditFilter.extend(place);
export const areaQuery = areaFilter.extend(place);

/** Choices of the filter by kind. Sign-ins are of no area. */
export const kindChoices = (chosen: string, signIns: boolean) => [
  { value: '', text: 'Everything' },
  ...Object.entries(kinds)
    .filter(([value]) => signIns || value !== 'sign-in')
    .map(([value, text]) => ({ value, text, selected: value === chosen })),
];

/** Entries as their lines show them, with the names of what they are about as far as the reader may see it. */
export async function entryRows(tx: Tx, who: Principal, names: RecordNames, lines: readonly AuditLine[]) {
  const nameOf = await names.of(tx, who, lines.flatMap(recordsOf));
  return lines.map((line) => entryRow(line, names, nameOf));
}

/** One entry; `nameOf` knows the records of `recordsOf`. */
export function entryRow(
  line: Omit<AuditLine, 'id'>,
  names: RecordNames,
  nameOf: (key: RecordKey) => RecordName | undefined,
) {
  return {
    at: line.at,
    by: line.by ?? actorKinds[line.actor.kind],
    program: line.actor.kind === 'token' ? 'API token' : undefined,
    what: doneWords(line.resource, line.verb),
    records: namesOf(recordsOf(line), nameOf),
    count: countWords(line),
    changes: Object.entries(line.changes ?? {}).map(([field, pair]) =>
      names.change(line.resource, field, pair),
    ),
    reason: reasonWords(line),
  };
}
