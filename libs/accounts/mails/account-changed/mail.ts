import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To the owner of an account, after every change of it: so that nobody can change one unnoticed. */
export const accountChanged = defineMail({
  name: 'accounts.account-changed',
  title: 'An account has changed',
  version: 1,
  purpose: 'service',
  account: true,
  folder: 'libs/accounts/mails/account-changed',
  schema: z.object({ what: z.string(), by: z.string(), when: z.string() }),
  example: {
    what: 'You have been given a role: Coordinator, Calderdale.',
    by: 'Sam Sample',
    when: '24 November 2026, 9:00am',
  },
  placeholders: {
    what: 'What has changed, a sentence',
    by: 'Who changed it',
    when: 'Day and time of the change',
  },
  mustHave: ['what'],
});
