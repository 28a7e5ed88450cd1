import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To the owner of an account nobody signs in to, two weeks before it is disabled. */
export const accountIdle = defineMail({
  name: 'accounts.account-idle',
  title: 'An account is not used',
  version: 1,
  purpose: 'service',
  account: true,
  folder: 'libs/accounts/mails/account-idle',
  schema: z.object({ day: z.string() }),
  example: { day: '8 December 2026' },
  placeholders: { day: 'The day from which the account is disabled' },
  mustHave: ['day'],
});
