import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To the others who answer for an area, when somebody gets a role there, or an administrator's is taken away: so that nobody lets themselves in unnoticed. */
export const peopleChanged = defineMail({
  name: 'accounts.people-changed',
  title: 'Who works here has changed',
  version: 2,
  purpose: 'service',
  account: true,
  folder: 'libs/accounts/mails/people-changed',
  schema: z.object({ place: z.string(), what: z.string(), by: z.string(), when: z.string() }),
  example: {
    place: 'Calderdale',
    what: 'Robin Example has been given a role: Coordinator.',
    by: 'Sam Sample',
    when: '24 November 2026, 9:00am',
  },
  placeholders: {
    place: 'The area, or "the whole installation"',
    what: 'Who got which role, a sentence',
    by: 'Who gave it',
    when: 'Day and time of the change',
  },
  mustHave: ['what'],
});
