import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To administrators, seven days before something is deleted because its time is over. */
export const retentionAnnounced = defineMail({
  name: 'retention.retention-announced',
  title: 'Data will be deleted',
  version: 1,
  purpose: 'service',
  account: true,
  folder: 'libs/retention/mails/retention-announced',
  schema: z.object({ of: z.string(), what: z.string(), day: z.string(), link: z.string() }),
  example: {
    of: 'Calderdale',
    what: 'Contacts nobody was in touch with: 12; Answers of mail servers: 340',
    day: 'Tuesday 1 December 2026',
    link: 'https://crm.example.org/settings/retention',
  },
  placeholders: {
    of: 'Area, or the installation',
    what: 'What will be deleted, and how many entries',
    day: 'Day by which it is deleted',
    link: 'Address of the page with all periods',
  },
  mustHave: ['what', 'day'],
});
