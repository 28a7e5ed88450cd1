import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To the owner of an account: a link by which they choose a new password. */
export const signInLink = defineMail({
  name: 'accounts.sign-in-link',
  title: 'Link to choose a new password',
  version: 1,
  purpose: 'service',
  account: true,
  folder: 'libs/accounts/mails/sign-in-link',
  schema: z.object({ asked: z.string(), holds: z.string(), link: z.url() }),
  example: {
    asked: 'Somebody, probably you, asked for a new password on the sign-in page.',
    holds: '1 hour',
    link: 'https://crm.example.org/start/example',
  },
  placeholders: {
    asked: 'Who asked for it',
    holds: 'How long the link works',
    link: 'Their own link to choose a password',
  },
  mustHave: ['link'],
});
