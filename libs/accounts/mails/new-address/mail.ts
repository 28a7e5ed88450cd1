import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To an address somebody wants to sign in with: a link by which they confirm it. */
export const newAddress = defineMail({
  name: 'accounts.new-address',
  title: 'Link to confirm a new address',
  version: 1,
  purpose: 'service',
  account: true,
  folder: 'libs/accounts/mails/new-address',
  schema: z.object({ link: z.url() }),
  example: { link: 'https://crm.example.org/new-address/example' },
  placeholders: { link: 'Their own link to confirm the address' },
  mustHave: ['link'],
});
