import { z } from 'zod';
import { field } from '../shell/index.js';

/** A survey as it is planned, and changed until it is sent. */
export const newSurveyForm = z.object({
  title: field.text('Enter a title, for example Employer survey 2026', 120),
  openDays: field.whole('Enter the days to answer', 1, 120),
  lateDays: field.whole('Enter the days late answers count', 0, 60),
  followUpMonths: field.whole('Enter the months until the follow-up', 1, 24),
});
export type SurveyForm = z.output<typeof newSurveyForm>;

/** Deleting a draft. */
export const deleteForm = z.object({ reason: field.reason() });

/** The button "Send to 40 people now" posts the number it shows; anything else is no number of people. */
export const sendForm = z.object({ shown: field.shownCount() });
