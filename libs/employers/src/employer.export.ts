import type { ExportColumn, ExportSource } from '#documents';
import { londonDay, type Tx } from '#platform';
import type { Contact } from './contact.entity.js';
import { currentContacts } from './contact.repository.js';
import type { Employer } from './employer.entity.js';
import { findEmployers } from './employer.repository.js';
import { sectors, sizeBands } from './employer.rules.js';
import {
  countEmployers,
  type EmployerFilter,
  type EmployerLine,
  listEmployers,
  lookUp,
} from './employer-list.repository.js';
import { stages } from './stage.rules.js';

export interface EmployerExportRow {
  line: EmployerLine;
  employer: Employer;
  /** The one to write to. */
  contact: Contact | undefined;
}

type Column = ExportColumn<EmployerExportRow>;
type More = Partial<Omit<Column, 'name' | 'title' | 'value'>>;

/** Of an employer itself. */
const about =
  (group: string) =>
  (
    name: string,
    title: string,
    value: (employer: Employer, line: EmployerLine) => ReturnType<Column['value']>,
    more: More = {},
  ): Column => ({
    name,
    title,
    field: name,
    kind: 'text',
    group,
    value: ({ employer, line }) => value(employer, line),
    ...more,
  });
const employer = about('Employer');
const work = about('Our work with them');
/** Of the person to write to: only for who may take people out. */
const person = (
  name: string,
  title: string,
  field: string,
  value: (contact: Contact) => string | null,
): Column => ({
  name,
  title,
  field,
  resource: 'contact',
  kind: 'text',
  group: 'Primary contact',
  personal: true,
  value: ({ contact }) => (contact ? value(contact) : null),
});

/** Several of something in one cell; the import takes such a cell apart again. */
const several = (all: readonly string[]): string => all.join('; ');
const unusual = { unusual: true } as const;
/** The register number, where it stands in this register or, of charities, in one of theirs. */
const numberIn = (isCompany: boolean) => (one: Employer) =>
  (one.register === 'company') === isCompany ? one.registerNumber : null;

/** Titles are headers that the import knows for the same field, so that a list that was taken out can come in again. */
export const employerExportColumns: readonly Column[] = [
  employer('name', 'Employer name', (one) => one.name),
  employer('trading_names', 'Trading names', (one) => several(one.tradingNames), unusual),
  employer('company_number', 'Company number', numberIn(true), { ...unusual, field: 'register_number' }),
  employer('charity_number', 'Charity number', numberIn(false), { ...unusual, field: 'register_number' }),
  employer('legal_form', 'Legal form', (one) => one.legalForm, unusual),
  employer('sector', 'Sector', (one) => (one.sector ? sectors[one.sector] : null)),
  employer('headcount', 'People', (one) => one.headcount ?? one.reportedSize),
  employer('size_band', 'Size band', (one) => (one.sizeBand ? sizeBands[one.sizeBand] : null), unusual),
  employer('address', 'Address', (one) => one.address, unusual),
  employer('town', 'Town', (one) => one.town),
  employer('postcode', 'Postcode', (one) => one.postcode),
  employer('authority', 'Local authority', (one) => one.authorityName),
  employer('region', 'Region', (one) => one.region, unusual),
  employer('sic_codes', 'SIC codes', (one) => several(one.sicCodes), unusual),
  employer('website', 'Website', (one) => one.website, unusual),
  work('stage', 'Stage', (one) => stages[one.stage]),
  work('stage_since', 'At this stage since', (one) => londonDay(one.stageSince), { ...unusual, kind: 'day' }),
  work('next_step', 'Next step', (_, line) => line.nextStep, unusual),
  work('next_step_due', 'Next step due', (_, line) => line.nextStepOn, { ...unusual, kind: 'day' }),
  work('source', 'Where it came from', (one) => one.source, unusual),
  work('created_at', 'Added on', (one) => londonDay(one.createdAt), { ...unusual, kind: 'day' }),
  person('contact_name', 'Contact name', 'display_name', (one) => one.name),
  person('contact_job', 'Contact job title', 'job_role', (one) => one.jobRole),
  person('contact_email', 'Email', 'email', (one) => one.email),
  person('contact_phone', 'Telephone', 'phone', (one) => one.phone),
];

/** Employers as a list's filter says, in its order, each with the person to write to. */
export const employersExport: ExportSource<EmployerExportRow, EmployerFilter> = {
  name: 'employers.employers',
  title: 'Employers',
  words: ['employer', 'employers'],
  resource: 'employer',
  columns: employerExportColumns,
  leftOut: `Employers that have closed, since the list has them no more. Notes of calls and visits, since other agencies’ are theirs.
    People other than the primary contact: take out “Contacts” for those.`,
  count: countEmployers,
  async page(tx, areaId, filter, place, limit) {
    const { rows, ...page } = await listEmployers(tx, areaId, await lookUp(tx, areaId, filter), place, limit);
    return { ...page, rows: await withPeople(tx, areaId, rows) };
  },
};

async function withPeople(tx: Tx, areaId: string, lines: EmployerLine[]): Promise<EmployerExportRow[]> {
  const ids = lines.map(({ id }) => id);
  const employers = new Map((await findEmployers(tx, areaId, ids)).map((one) => [one.id, one]));
  const contacts = new Map<string, Contact>();
  for (const contact of await currentContacts(tx, areaId, ids))
    if (!contacts.has(contact.employerId)) contacts.set(contact.employerId, contact);
  return lines.flatMap((line) => {
    const found = employers.get(line.id);
    return found ? [{ line, employer: found, contact: contacts.get(line.id) }] : [];
  });
}
