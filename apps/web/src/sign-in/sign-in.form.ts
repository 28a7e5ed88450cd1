import { z } from 'zod';
import { passwordProblem } from '#access';
import { field } from '../shell/index.js';

const email = field.email('Enter your email address');

export const signInForm = z.object({
  email: field.text('Enter your email address', 254),
  password: field.password('Enter your password'),
  next: z.string().optional(),
  /** A form sent after the sign-in had ended, sealed. */
  kept: z.string().optional(),
});

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
