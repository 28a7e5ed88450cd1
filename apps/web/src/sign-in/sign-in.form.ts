import { z } from 'zod';
import { isEmail } from '#platform';

const email = z
  .string('Enter your email address')
  .min(1, 'Enter your email address')
  .max(254, 'Enter an email address of 254 characters or fewer')
  .refine(isEmail, 'Enter an email address in the right form, like name@example.org');
const password = z.string('Enter a password').min(1, 'Enter a password');

export const signInForm = z.object({
  email: z
    .string('Enter your email address')
    .min(1, 'Enter your email address')
    .max(254, 'Enter your email address'),
  password: z.string('Enter your password').min(1, 'Enter your password').max(1000, 'Enter your password'),
  next: z.string().optional(),
  /** A form sent after the sign-in had ended, sealed. */
  kept: z.string().optional(),
});

/** Where a link for a new password is asked for. */
export const resetForm = z.object({ email });

export const personName = z
  .string('Enter your name')
  .min(1, 'Enter your name')
  .max(100, 'Enter a name of 100 characters or fewer');

export const firstAccountForm = z.object({ name: personName, email, password });

export const invitationForm = z.object({ password });

export const areaForm = z.object({
  name: z
    .string('Enter the name of your area')
    .min(1, 'Enter the name of your area')
    .max(80, 'Enter a name of 80 characters or fewer'),
  gssCode: z
    .string()
    .toUpperCase()
    .refine(
      (code) => code === '' || /^[EWSNK]\d{8}$/.test(code),
      'Enter a code like E08000033, or leave this empty',
    )
    .optional(),
  controller: z.string().max(120, 'Enter 120 characters or fewer').optional(),
  postalAddress: z.string().max(200, 'Enter 200 characters or fewer').optional(),
  replyTo: z
    .string()
    .max(254, 'Enter an email address of 254 characters or fewer')
    .refine(
      (text) => text === '' || isEmail(text),
      'Enter an email address in the right form, like name@example.org',
    )
    .optional(),
});

export const chooseAreaForm = z.object({ area: z.uuid('Choose an area') });
