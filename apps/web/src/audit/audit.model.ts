import { z } from 'zod';
import type { AuditKind, AuditLine } from '#access';
import { startOfDay } from '#platform';
import { oneOf, place, readDay, searched } from '../shell/index.js';
import { actorKinds, doneWords, kinds } from './audit.labels.js';

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

/** A filter as the lib takes it. A day nobody can read narrows nothing. */
export const filterOf = ({ what, since }: z.output<typeof auditFilter>) => ({
  kind: what || undefined,
  from: sinceDay(since),
});

const sinceDay = (typed: string): Date | undefined => {
  const day = readDay(typed);
  return day ? startOfDay(day) : undefined;
};

export const trailQuery = auditFilter.extend(place);
export const areaQuery = areaFilter.extend(place);

/** Choices of the filter by kind. */
export const kindChoices = (chosen: string) => [
  { value: '', text: 'Everything' },
  ...Object.entries(kinds).map(([value, text]) => ({ value, text, selected: value === chosen })),
];

/** An entry, as its line shows it. */
export function entryRow(line: AuditLine) {
  const changes = Object.entries(line.changes ?? {});
  return {
    at: line.at,
    by: line.by ?? actorKinds[line.actor.kind],
    program: line.actor.kind === 'token' ? 'API token' : undefined,
    what: doneWords(line.resource, line.verb),
    count: line.rowCount,
    subject: line.subject,
    changes: changes.map(([field, [before, after]]) => ({ field, before, after })),
    reason: line.reason,
  };
}
