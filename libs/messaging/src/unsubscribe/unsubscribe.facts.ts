import { z } from 'zod';
import { defineFact } from '#platform';

/** Somebody chose what may be sent to them; `subject` is `message:<id>` where they did by a mail. */
export const PREFERENCES = defineFact(
  'messaging.preferences',
  z.strictObject({ title: z.string(), detail: z.string() }),
);
