import { z } from 'zod';

/** A day as a date field sends it, or as somebody types it where there is none: 24/11/2026. */
const day = (text: string): string => {
  const typed = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$/.exec(text);
  return typed ? `${typed[3]}-${typed[2]!.padStart(2, '0')}-${typed[1]!.padStart(2, '0')}` : text;
};

/** Signing an employer. Empty name and role are taken from the contact that was chosen. */
export const signingForm = z.object({
  contactId: z.union([z.literal(''), z.uuid('Choose a contact from the list')]).default(''),
  signatoryName: z.string().max(200, 'Use at most 200 characters').default(''),
  signatoryRole: z.string().max(200, 'Use at most 200 characters').default(''),
  version: z.string('Choose the wording that was signed').min(1, 'Choose the wording that was signed'),
  signedOn: z.string().min(1, 'Enter the day it was signed').transform(day),
  listed: z.enum(['yes', 'no']).default('no'),
});

/** Ending a signature; what a reason must be, the signatories say. */
export const endForm = z.object({
  charterId: z.uuid(),
  how: z.enum(['lapsed', 'withdrawn'], { error: 'Choose how it ends' }),
  reason: z.string().default(''),
});

/** Taking the end of a signature back. */
export const undoEndForm = z.object({ charterId: z.uuid() });

/** On the public register, or off it. */
export const listingForm = z.object({ charterId: z.uuid(), listed: z.enum(['yes', 'no']) });

/** What the list of signatories is asked for. */
export const listQuery = z.object({
  show: z.enum(['now', 'reviews', 'ended']).catch('now'),
  q: z.string().trim().max(100).catch(''),
  page: z.coerce.number().int().min(1).catch(1),
});

/** What the public register is asked for. */
export const registerQuery = z.object({
  q: z.string().trim().max(100).catch(''),
  page: z.coerce.number().int().min(1).catch(1),
});
