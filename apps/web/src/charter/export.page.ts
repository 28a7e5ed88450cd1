import { exportPage } from '../exports/index.js';
import { listAddress } from '../shell/index.js';
import { signatoriesFilter } from './charter.form.js';

/** Signatories, as the charter's list shows them. */
export const SignatoriesExportPage = exportPage({
  path: 'signatories',
  source: 'signatories.signatories',
  resource: 'charter',
  nav: 'charter',
  asked(query) {
    const filter = signatoriesFilter.parse(query);
    return { filter, list: { href: listAddress('/charter', signatoriesFilter, filter), text: 'Charter' } };
  },
});
