import { z } from 'zod';
import { defineMail } from '#messaging';
import { exampleSession, sessionWords } from '../../src/mail.schemas.js';

/** To the booker of people who waited for a session that is cancelled. */
export const sessionCancelledWaiting = defineMail({
  name: 'bookings.session-cancelled-waiting',
  title: 'Session cancelled, waiting list',
  version: 1,
  purpose: 'service',
  folder: 'libs/bookings/mails/session-cancelled-waiting',
  schema: z.object({ ...sessionWords, reference: z.string(), reason: z.string() }),
  example: { ...exampleSession, reference: 'MHFA 7K4 92C', reason: 'The instructor is ill' },
});
