import { z } from 'zod';
import { passwordProblem } from '#access';
import { field } from '../shell/index.js';

/** Where somebody wanted to go. */
const next = z.string().optional();
/** A form sent after the sign-in had ended, or was no longer fresh, sealed. */
const kept = z.string().optional();

export const signInForm = z.object({
  email: field.text('Enter your email address', 254),
  password: field.password('Enter your password'),
  next,
  kept,
});

const code = field.text('Enter a code', 40);

/** A code of an authenticator app, or a recovery code. */
export const codeForm = z.object({ code, next, kept });

/** A code, or, from who has no second factor, the password. */
export const confirmForm = z.object({
  code: z.string().max(40, 'Use at most 40 characters').default(''),
  password: z.string().max(1000).default(''),
  next,
  kept,
});

export const passkeyForm = z.object({ ...field.passkey, next, kept }).refine(...field.passkeyUsed);

/** Setting an authenticator app up; `seed`: sealed. */
export const newAppForm = z.object({ seed: z.string().max(1000), code, next });

export const newPasskeyForm = z
  .object({ ...field.passkey, name: field.text('Give the passkey a name', 60), next })
  .refine(...field.passkeyUsed);

const email = field.email('Enter your email address');

/** Where a link for a new password is asked for. */
export const resetForm = z.object({ email });

/** A new password, hard to guess for those who know these names of its owner. */
const newPassword = (names: string[]) =>
  field.password('Enter a password').superRefine((typed, context) => {
    const problem = typed && passwordProblem(typed, names);
    if (problem) context.addIssue(problem);
  });

/** Making the first account; `typed`: what was posted, of which the password may be no part. */
export const firstAccountForm = (typed: { name?: unknown; email?: unknown }) =>
  z.object({
    name: field.text('Enter your name', 100),
    email,
    password: newPassword([typed.name, typed.email].filter((text) => typeof text === 'string')),
  });

/** Choosing the password of an account that was made for somebody of these names. */
export const invitationForm = (names: string[]) => z.object({ password: newPassword(names) });

export const areaForm = z.object({
  name: field.text('Enter the name of your area', 80),
  gssCode: z
    .string()
    .toUpperCase()
    .refine(
      (code) => code === '' || /^[EWSNK]\d{8}$/.test(code),
      'Enter a code like E08000033, or leave this empty',
    )
    .default(''),
  controller: field.maybeText(120),
  postalAddress: field.maybeText(200),
  replyTo: field.maybeEmail(),
});

export const chooseAreaForm = z.object({ area: field.listed('Choose an area') });
