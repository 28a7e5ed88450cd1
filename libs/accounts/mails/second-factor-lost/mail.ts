import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To somebody who lost their second factor: a link by which they begin anew. */
export const secondFactorLost = defineMail({
  name: 'accounts.second-factor-lost',
  title: 'Link to sign in anew after a second factor was lost',
  version: 2,
  purpose: 'service',
  account: true,
  folder: 'libs/accounts/mails/second-factor-lost',
  schema: z.object({
    by: z.string(),
    link: z.url(),
    after: z.string().default('There you choose a password.'),
  }),
  example: {
    by: 'Sam Sample',
    link: 'https://crm.example.org/start/example',
    after: 'There you choose a password and set up a new second factor.',
  },
  placeholders: {
    by: 'Who sent the link',
    link: 'Their own link to choose a password',
    after: 'What they do there, a sentence or two',
  },
  mustHave: ['link'],
});
