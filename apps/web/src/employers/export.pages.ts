import { exportPage } from '../exports/index.js';
import { employerFilter } from './employer.form.js';
import { filterOf, listAddress } from './list.model.js';

/** Both ask what the list of employers is narrowed to; the whole matrix has nobody who exports shared fields only. */
const asked = (query: unknown) => {
  const narrowed = employerFilter.parse(query);
  return { filter: filterOf(narrowed, false), list: { href: listAddress(narrowed), text: 'Employers' } };
};

const rows = [
  { path: 'employers', resource: 'employer', text: 'One row for each employer' },
  { path: 'contacts', resource: 'contact', text: 'One row for each person' },
] as const;

/** Employers, as their list shows them. */
export const EmployersExportPage = exportPage({
  path: 'employers',
  source: 'employers.employers',
  resource: 'employer',
  nav: 'employers',
  rows,
  asked,
});

/** The people at those employers. */
export const ContactsExportPage = exportPage({
  path: 'contacts',
  source: 'employers.contacts',
  resource: 'contact',
  nav: 'employers',
  rows,
  asked,
});
