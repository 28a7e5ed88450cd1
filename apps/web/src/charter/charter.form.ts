import { z } from 'zod';
import { field, oneOf, pageNumber, searched } from '../shell/index.js';

/** Signing an employer. Empty name and role are taken from the contact that was chosen. */
export const signingForm = z.object({
  contactId: field.maybeListed(),
  signatoryName: field.maybeText(200),
  signatoryRole: field.maybeText(200),
  version: field.text('Choose the wording that was signed', 20),
  signedOn: field.day('Enter the day it was signed'),
  listed: field.yesNo(),
});
export type Signing = z.output<typeof signingForm>;

/** Ending a signature. */
export const endForm = z.object({
  charterId: z.uuid(),
  how: z.enum(['lapsed', 'withdrawn'], 'Choose how it ends'),
  reason: field.reason(),
});
export type Ending = z.output<typeof endForm>;

/** Taking the end of a signature back. */
export const undoEndForm = z.object({ charterId: z.uuid(), reason: field.reason() });

/** On the public register, or off it. */
export const listingForm = z.object({ charterId: z.uuid(), listed: field.yesNo() });

/** What the list of signatories is asked for. */
export const signatoriesFilter = z.object({ show: oneOf(['now', 'reviews', 'ended']), q: searched() });
export const listQuery = signatoriesFilter.extend(pageNumber);

/** What the public register is asked for. */
export const registerQuery = z.object({ q: searched(), ...pageNumber });
