import { z } from 'zod';
import { defineMail } from '#messaging';
import { surveyExample, surveyPlaceholders, surveyWords } from '../survey-invitation/mail.js';

/** Asks the same employers again, months later. `asked` is the month of the first time; `answered`: it answered then. */
export const surveyFollowup = defineMail({
  name: 'surveys.survey-followup',
  title: 'Survey follow-up',
  version: 1,
  purpose: 'invitation',
  topic: 'surveys',
  folder: 'libs/surveys/mails/survey-followup',
  schema: z.object({ ...surveyWords, asked: z.string(), answered: z.boolean() }),
  example: { ...surveyExample, asked: 'May', answered: true },
  placeholders: {
    ...surveyPlaceholders,
    asked: 'Month in which we asked first',
    answered: 'They answered the first time',
  },
  mustHave: ['link'],
});
