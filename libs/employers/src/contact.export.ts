import type { ExportColumn, ExportSource } from '#documents';
import { type Contact, contactRoles } from './contact.entity.js';
import { countCurrentContacts, currentContacts } from './contact.repository.js';
import type { Employer } from './employer.entity.js';
import { employerExportColumns } from './employer.export.js';
import { findEmployers } from './employer.repository.js';
import {
  type EmployerFilter,
  type EmployerLine,
  employersThatFit,
  listEmployers,
  lookUp,
} from './employer-list.repository.js';

interface ContactExportRow {
  contact: Contact;
  employer: Employer;
  line: EmployerLine;
}

type Column = ExportColumn<ContactExportRow>;

const person = (
  name: string,
  title: string,
  field: string,
  value: (contact: Contact) => string | null,
  more: Partial<Column> = {},
): Column => ({
  name,
  title,
  field,
  kind: 'text',
  group: 'Person',
  personal: true,
  value: ({ contact }) => value(contact),
  ...more,
});

/** The columns of the list of employers that tell which employer somebody is at. */
const AT = new Set(['name', 'company_number', 'town', 'postcode', 'sector', 'stage']);
const employer: readonly Column[] = employerExportColumns
  .filter(({ name }) => AT.has(name))
  .map((column) => ({
    ...column,
    name: `employer_${column.name}`,
    resource: 'employer',
    value: (row) => column.value({ ...row, contact: undefined }),
  }));

/** Everybody at the employers that a list's filter finds, in the order of the list. */
export const contactsExport: ExportSource<ContactExportRow, EmployerFilter> = {
  name: 'employers.contacts',
  title: 'Contacts',
  words: ['person', 'people'],
  resource: 'contact',
  columns: [
    ...employer,
    person('name', 'Contact name', 'display_name', (one) => one.name),
    person('job', 'Contact job title', 'job_role', (one) => one.jobRole),
    person('email', 'Email', 'email', (one) => one.email),
    person('phone', 'Telephone', 'phone', (one) => one.phone),
    person('primary', 'Primary contact', 'is_primary', (one) => (one.isPrimary ? 'Yes' : null), {
      unusual: true,
    }),
    person('roles', 'Roles', 'roles', (one) => rolesOf(one), { unusual: true }),
    person(
      'email_state',
      'Email came back',
      'email',
      (one) => (one.emailState === 'bounced' ? 'Yes' : null),
      {
        unusual: true,
      },
    ),
  ],
  leftOut: `People who have left their employer. What somebody has objected to does not travel with the list: send email from
    here, where it is looked at each time, and not from the file.`,
  count: async (tx, areaId, filter) => countCurrentContacts(tx, await employersThatFit(tx, areaId, filter)),
  async page(tx, areaId, filter, place, limit) {
    const { rows: lines, ...page } = await listEmployers(
      tx,
      areaId,
      await lookUp(tx, areaId, filter),
      place,
      limit,
    );
    const ids = lines.map(({ id }) => id);
    const employers = new Map((await findEmployers(tx, areaId, ids)).map((one) => [one.id, one]));
    const people = await currentContacts(tx, areaId, ids);
    const at = new Map<string, Contact[]>(ids.map((id) => [id, []]));
    for (const contact of people) at.get(contact.employerId)!.push(contact);
    const rows = lines.flatMap((line) =>
      at.get(line.id)!.map((contact) => ({ contact, line, employer: employers.get(line.id)! })),
    );
    return { ...page, rows };
  },
};

const rolesOf = ({ roles }: Contact): string | null =>
  roles.map((role) => contactRoles[role as keyof typeof contactRoles] ?? role).join('; ') || null;
