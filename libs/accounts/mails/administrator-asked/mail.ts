import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To each administrator who can confirm that somebody else becomes one: a second person decides within seven days. */
export const administratorAsked = defineMail({
  name: 'accounts.administrator-asked',
  title: 'A further administrator waits for you',
  version: 1,
  purpose: 'service',
  account: true,
  folder: 'libs/accounts/mails/administrator-asked',
  schema: z.object({
    who: z.string(),
    place: z.string(),
    by: z.string(),
    reason: z.string(),
    until: z.string(),
    link: z.url(),
  }),
  example: {
    who: 'Robin Example (robin@example.org)',
    place: 'Calderdale',
    by: 'Sam Sample',
    reason: 'Stands in while I am away',
    until: '1 December 2026',
    link: 'https://crm.example.org/settings/administrators',
  },
  placeholders: {
    who: 'Who is to be an administrator',
    place: 'The area, or "the whole installation"',
    by: 'Who asked for it',
    reason: 'Why they asked',
    until: 'The last day to confirm it',
    link: 'The page where it is decided',
  },
  mustHave: ['who', 'link'],
});
