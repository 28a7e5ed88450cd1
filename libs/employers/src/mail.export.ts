import type { ExportColumn, ExportSource } from '#documents';
import {
  type MessageFilter,
  type MessageLine,
  type MessageState,
  Messages,
  purposeNames,
  stateNames,
  states,
} from '#messaging';
import type { Tx } from '#platform';
import { namesOf } from './employer.repository.js';
import { listEmployers, lookUp } from './employer-list.repository.js';

/** Which emails, as the list of emails is narrowed; those about accounts are in no list that is taken out. */
export interface MailExportFilter {
  states?: readonly MessageState[] | undefined;
  /** Part of an employer's name, or how an address or name begins. */
  q: string;
  campaign: string;
}

/** Employers whose name fits a search, at most, as the list of emails has it. */
const NAMES = 200;

async function messageFilter(
  tx: Tx,
  areaId: string,
  { q, campaign }: MailExportFilter,
): Promise<MessageFilter> {
  const fits = q ? await lookUp(tx, areaId, { q }) : undefined;
  const named = fits ? (await listEmployers(tx, areaId, fits, {}, NAMES)).rows.map(({ id }) => id) : [];
  return { ...(campaign && { campaign }), ...(q && { search: q, employerIds: named }) };
}

type Row = MessageLine & { employer: string | null };
type Column = ExportColumn<Row>;

const column = (
  name: string,
  title: string,
  value: (row: Row) => ReturnType<Column['value']>,
  more: Partial<Column> = {},
): Column => ({ name, title, field: name, kind: 'text', group: 'Email', value, ...more });
const unusual = { unusual: true } as const;

/** The log of emails, with the names of employers: messaging, which has it, does not know them. */
export const mailExport = (messages: Messages): ExportSource<Row, MailExportFilter> => ({
  name: 'employers.emails',
  title: 'Emails',
  words: ['email', 'emails'],
  resource: 'message_metadata',
  columns: [
    column('moved_at', 'Sent or ended', (row) => row.movedAt, { kind: 'instant' }),
    column('state', 'What became of it', (row) => stateNames[row.state]),
    column('subject', 'Subject', (row) => row.subject),
    column('recipient', 'To', (row) => row.recipientName, { group: 'Person', personal: true }),
    column('address', 'Email', (row) => row.address, { group: 'Person', personal: true }),
    column('employer', 'Employer name', (row) => row.employer),
    column('purpose', 'Purpose', (row) => purposeNames[row.purpose], unusual),
    column('reason', 'Why', (row) => row.reason, unusual),
    column('attempts', 'Attempts', (row) => row.attempts, { ...unusual, kind: 'number' }),
    column('created_at', 'Planned', (row) => row.createdAt, { ...unusual, kind: 'instant' }),
  ],
  leftOut: `What the emails say, and who clicked: nobody’s letters are handed on in a list. Emails about accounts, such as links
    to sign in.`,
  async count(tx, areaId, filter) {
    const counts = await messages.counts(tx, areaId, await messageFilter(tx, areaId, filter));
    return (filter.states ?? states).reduce((sum: number, state: MessageState) => sum + counts[state], 0);
  },
  async page(tx, areaId, filter, place, limit) {
    const found = {
      ...(await messageFilter(tx, areaId, filter)),
      ...(filter.states && { states: filter.states }),
    };
    const { rows, ...page } = await messages.list(tx, areaId, found, place, limit);
    const names = await namesOf(
      tx,
      areaId,
      rows.flatMap(({ employerId }) => employerId ?? []),
    );
    return {
      ...page,
      rows: rows.map((row) => ({ ...row, employer: names.get(row.employerId ?? '') ?? null })),
    };
  },
});
