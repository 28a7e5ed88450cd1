import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To somebody who has been given an account, or another link before the first was used. */
export const invitation = defineMail({
  name: 'accounts.invitation',
  title: 'Invitation to a colleague',
  version: 1,
  purpose: 'service',
  account: true,
  folder: 'libs/accounts/mails/invitation',
  schema: z.object({ by: z.string(), role: z.string(), link: z.url() }),
  example: {
    by: 'Sam Sample',
    role: 'Coordinator, Calderdale',
    link: 'https://crm.example.org/start/example',
  },
  placeholders: {
    by: 'Who invited them',
    role: 'Their role and area',
    link: 'Their own link to choose a password',
  },
  mustHave: ['link'],
});
