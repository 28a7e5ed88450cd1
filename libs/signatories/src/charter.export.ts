import type { ExportColumn, ExportSource } from '#documents';
import { startOfDay } from '#platform';
import type { CharterLine } from './charter.repository.js';
import { endNames, FIRST_DAY, soonUntil } from './charter.rules.js';
import type { Charters } from './charter.service.js';

/** Which signatures: those that hold, those whose review is due soon or overdue, or the last ones of who signs no more. */
export interface SignatoryFilter {
  show: 'now' | 'reviews' | 'ended';
  /** Part of an employer's name. */
  q: string;
}

type Column = ExportColumn<CharterLine>;

const column = (
  name: string,
  title: string,
  value: (line: CharterLine) => ReturnType<Column['value']>,
  more: Partial<Column> = {},
): Column => ({ name, title, field: name, kind: 'text', group: 'Signature', value, ...more });
const unusual = { unusual: true } as const;
const person = { group: 'Who signed', personal: true } as const;

/** The list of the charter's page. It is read whole, as there, and handed on in parts. */
export const signatoriesExport = (
  charters: Charters,
  today: () => string,
): ExportSource<CharterLine, SignatoryFilter> => {
  const source: ExportSource<CharterLine, SignatoryFilter> = {
    name: 'signatories.signatories',
    title: 'Signatories',
    words: ['signatory', 'signatories'],
    resource: 'charter',
    columns: [
      column('employer', 'Employer name', (line) => line.employerName),
      column('authority', 'Local authority', (line) => line.authorityName),
      column('signed_on', 'Signed on', (line) => line.signedOn, { kind: 'day' }),
      column('review_due_on', 'Review due', (line) => line.reviewDueOn, { kind: 'day' }),
      column('listed', 'On the public register', (line) => (line.listed ? 'Yes' : 'No')),
      column('signatory_name', 'Signed by', (line) => line.signatoryName || null, person),
      column('signatory_role', 'Role of who signed', (line) => line.signatoryRole || null, person),
      column('version', 'Wording', (line) => line.version, unusual),
      column('ended_on', 'Ended on', (line) => line.endedOn, { ...unusual, kind: 'day' }),
      column('ended_as', 'How it ended', (line) => (line.endedAs ? endNames[line.endedAs] : null), unusual),
      column('end_reason', 'Why it ended', (line) => line.endReason, unusual),
    ],
    leftOut: 'Employers that have closed. Earlier signatures of an employer: its own page has them all.',
    count: async (tx, areaId, filter) => (await signatories(charters, tx, areaId, filter, today())).length,
    async page(tx, areaId, filter, { after }, limit) {
      const all = await signatories(charters, tx, areaId, filter, today());
      const from = Number(after ?? 0);
      const rows = all.slice(from, from + limit);
      return { rows, ...(from + limit < all.length && { next: String(from + limit) }) };
    },
  };
  return source;
};

async function signatories(
  charters: Charters,
  ...[tx, areaId, { show, q }, today]: [
    ...Parameters<ExportSource<CharterLine, SignatoryFilter>['count']>,
    string,
  ]
): Promise<CharterLine[]> {
  const now = startOfDay(today);
  const all =
    show === 'now'
      ? await charters.current(tx, areaId, now)
      : show === 'ended'
        ? await charters.ended(tx, areaId, now)
        : await charters.reviewsDue(tx, areaId, startOfDay(FIRST_DAY), startOfDay(soonUntil(today)));
  const wanted = q.toLowerCase();
  return all.filter(({ employerName }) => employerName.toLowerCase().includes(wanted));
}
