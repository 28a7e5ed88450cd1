import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** What every survey mail says. `openUntil` is a London day in words, `link` the recipient's own. */
export const surveyWords = {
  employer: z.string(),
  link: z.url(),
  openUntil: z.string(),
  minutes: z.number().int(),
  /** The coordinator who signs it. */
  sender: z.string().optional(),
};

export const surveyExample = {
  employer: 'Aire Valley Foods (sample)',
  link: 'https://crm.example.org/s/example',
  openUntil: 'Friday 4 December 2026',
  minutes: 8,
  sender: 'Sam Sample',
};

/** What the words of every survey mail can say. */
export const surveyPlaceholders = {
  employer: 'Employer’s name',
  link: 'The person’s own link to the survey',
  openUntil: 'Day until which it is open',
  minutes: 'How many minutes it takes',
  sender: 'Coordinator who signs it',
};

/** Asks a signatory's contact to answer the first time. */
export const surveyInvitation = defineMail({
  name: 'surveys.survey-invitation',
  title: 'Survey invitation',
  version: 2,
  purpose: 'invitation',
  topic: 'surveys',
  folder: 'libs/surveys/mails/survey-invitation',
  schema: z.object(surveyWords),
  example: surveyExample,
  placeholders: surveyPlaceholders,
  mustHave: ['link'],
});
