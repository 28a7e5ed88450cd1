import { z } from 'zod';

const whole = (what: string, least: number, most: number) =>
  z.coerce
    .number({ error: `Enter ${what} as a number` })
    .int(`Enter ${what} as a whole number`)
    .min(least, `Enter ${least} or more for ${what}`)
    .max(most, `Enter ${most} or less for ${what}`);

/** A new survey: page and API take the same. */
export const newSurveyForm = z.object({
  title: z
    .string({ error: 'Enter a title' })
    .min(1, 'Enter a title, for example Employer survey 2026')
    .max(120, 'Shorten the title to 120 characters'),
  openDays: whole('the days to answer', 1, 120),
  lateDays: whole('the days late answers count', 0, 60),
  followUpMonths: whole('the months until the follow-up', 1, 24),
});

/** Deleting a draft. */
export const deleteForm = z.object({
  reason: z.string({ error: 'Say why' }).min(1, 'Say why').max(300, 'Shorten the reason to 300 characters'),
});

/** The button "Send to 40 people now" posts the number it shows. */
export const sendForm = z.object({ shown: z.coerce.number().int().min(0) });
