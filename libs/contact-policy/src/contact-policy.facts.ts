import { z } from 'zod';
import { defineFact } from '#platform';

/** How an area calls its own team where facts name an agency. */
export const OWN_AGENCY = 'coordinator';

/**
 * An agency was in touch with an employer: by email (written by messaging), call, visit or letter (by employers). Its
 * subject is `message:<id>` or `activity:<id>`. `counts`: it fills days of the limits, by the rule of automation.md,
 * section 1; a call nobody answered does not. An email that comes back is taken back.
 */
export const contacted = defineFact(
  'employers.contacted',
  z.strictObject({
    agency: z.string(),
    channel: z.enum(['mail', 'call', 'visit', 'letter']),
    counts: z.boolean(),
    /** Emails of one mailing on one day are one contact of an employer. */
    mailing: z.string().optional(),
    /** Of an email: its subject line, template and purpose. */
    title: z.string().optional(),
    template: z.string().optional(),
    purpose: z.string().optional(),
    /** Of a call, visit or letter: the activity that has its words. */
    activityId: z.string().optional(),
  }),
  { contact: true },
);
