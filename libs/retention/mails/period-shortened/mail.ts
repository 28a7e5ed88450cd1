import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To who works with the data, at once when somebody sets that a kind of record is kept for a shorter time. */
export const periodShortened = defineMail({
  name: 'retention.period-shortened',
  title: 'Data will be kept for a shorter time',
  version: 1,
  purpose: 'service',
  account: true,
  folder: 'libs/retention/mails/period-shortened',
  schema: z.object({
    of: z.string(),
    what: z.string(),
    before: z.string(),
    after: z.string(),
    by: z.string(),
    reason: z.string(),
    day: z.string(),
    link: z.string(),
  }),
  example: {
    of: 'Calderdale',
    what: 'Contacts nobody was in touch with',
    before: '24 months',
    after: '6 months',
    by: 'Sam Sample',
    reason: 'Our officer advises it',
    day: 'Wednesday 2 December 2026',
    link: 'https://crm.example.org/settings/retention',
  },
  placeholders: {
    of: 'Area, or the installation',
    what: 'Kind of record',
    before: 'How long it was kept',
    after: 'How long it will be kept',
    by: 'Who changed it',
    reason: 'The reason given',
    day: 'First day on which something can go by it',
    link: 'Address of the page with all periods',
  },
  mustHave: ['what', 'after', 'by', 'day'],
});
