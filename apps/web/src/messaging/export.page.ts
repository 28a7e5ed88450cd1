import { exportPage } from '../exports/index.js';
import { listAddress } from '../shell/index.js';
import { mailFilter } from './message.form.js';
import { groups } from './message-status.labels.js';

/** Emails, as their list shows them. */
export const EmailsExportPage = exportPage({
  path: 'emails',
  source: 'employers.emails',
  resource: 'message_metadata',
  nav: 'mail',
  asked(query) {
    const { show, q, campaign } = mailFilter.parse(query);
    const states = groups.find(({ key }) => key === show)?.states;
    return {
      filter: { q, campaign, ...(states && { states }) },
      list: { href: listAddress('/mail', mailFilter, { show, q, campaign }), text: 'Email' },
    };
  },
});
