import { z } from 'zod';
import { defineMail } from '#mail-templates';

/** To whoever proposed an employer, once a coordinator has decided about it. */
export const proposalDecided = defineMail({
  name: 'employers.proposal-decided',
  title: 'A proposed employer was decided about',
  version: 1,
  purpose: 'service',
  folder: 'libs/employers/mails/proposal-decided',
  schema: z.object({ employer: z.string(), what: z.string(), by: z.string(), link: z.url() }),
  example: {
    employer: 'Hebble Bakery (sample)',
    what: 'It is among the employers of Calderdale now.',
    by: 'Sam Sample',
    link: 'https://crm.example.org/employers/proposed',
  },
  placeholders: {
    employer: 'The employer that was proposed',
    what: 'What became of it, a sentence or two',
    by: 'Who decided',
    link: 'The page of what their agency proposed',
  },
  mustHave: ['employer', 'what'],
});
