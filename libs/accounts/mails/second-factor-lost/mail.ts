import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To somebody who lost their second factor: a link by which they begin anew. */
export const secondFactorLost = defineMail({
  name: 'accounts.second-factor-lost',
  title: 'Link to sign in anew after a second factor was lost',
  version: 1,
  purpose: 'service',
  account: true,
  folder: 'libs/accounts/mails/second-factor-lost',
  schema: z.object({ by: z.string(), link: z.url() }),
  example: { by: 'Sam Sample', link: 'https://crm.example.org/start/example' },
  placeholders: { by: 'Who sent the link', link: 'Their own link to choose a password' },
  mustHave: ['link'],
});
