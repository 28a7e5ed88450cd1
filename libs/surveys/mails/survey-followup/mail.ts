import { z } from 'zod';
import { defineMail } from '#mail-templates';
import { surveyExample, surveyPlaceholders, surveyWords } from '../survey-invitation/mail.js';

/**
 * Asks the same employers again, months later. `answered`: it answered the first time, in the month `asked`; otherwise
 * `asked` is the month in which it was asked.
 */
export const surveyFollowup = defineMail({
  name: 'surveys.survey-followup',
  title: 'Survey follow-up',
  version: 2,
  purpose: 'invitation',
  topic: 'surveys',
  folder: 'libs/surveys/mails/survey-followup',
  schema: z.object({ ...surveyWords, asked: z.string(), answered: z.boolean() }),
  example: { ...surveyExample, asked: 'May', answered: true },
  placeholders: {
    ...surveyPlaceholders,
    asked: 'Month in which they answered the first time, or else were asked',
    answered: 'They answered the first time',
  },
  mustHave: ['link'],
});
