import { z } from 'zod';
import { field } from '../shell/index.js';

export const passwordForm = z.object({
  passwordNow: field.password('Enter the password you have now'),
  passwordNew: field.password('Enter a new password'),
});

export const ownNameForm = z.object({ name: field.text('Enter your name', 100) });

export const addressForm = z.object({ email: field.email('Enter your new email address') });

/** Setting an authenticator app up; `seed`: sealed. */
export const appForm = z.object({
  seed: z.string().max(1000),
  code: field.text('Enter the code the app shows', 40),
});

/** Recovery codes have been kept; `next`: where to go on to. */
export const keptForm = z.object({ next: z.string().default('') });

/** Another name for a passkey there is. */
export const passkeyNameForm = z.object({ passkeyName: field.text('Give the passkey a name', 60) });

export const passkeyForm = z
  .object({ ...field.passkey, name: field.text('Give the passkey a name', 60) })
  .refine(...field.passkeyUsed);
