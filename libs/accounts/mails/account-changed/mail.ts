import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To the owner of an account, after every change of it: so that nobody can change one unnoticed. */
export const accountChanged = defineMail({
  name: 'accounts.account-changed',
  title: 'An account has changed',
  version: 2,
  purpose: 'service',
  account: true,
  folder: 'libs/accounts/mails/account-changed',
  schema: z.object({
    what: z.string(),
    by: z.string(),
    when: z.string(),
    // None in those the version before wrote.
    advice: z.string().default(''),
  }),
  example: {
    what: 'You have been given a role: Coordinator, Calderdale.',
    by: 'Sam Sample',
    when: '24 November 2026, 9:00am',
    advice: 'If that is not right, tell Ada Admin (ada@example.org).',
  },
  placeholders: {
    what: 'What has changed, a sentence',
    by: 'Who changed it',
    when: 'Day and time of the change',
    advice: 'What to do if it is not right, and whom to tell',
  },
  mustHave: ['what'],
});
