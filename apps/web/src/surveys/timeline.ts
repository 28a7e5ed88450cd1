import type { TimelineWords } from '../shell/index.js';

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const wave = (data: Record<string, unknown>) => ({
  href: `/surveys/waves/${text(data['waveId'])}`,
  text: text(data['title']),
});

/** Whether they were asked; `notAsked`: the record puts in why not (WaveReports.notAskedOf). */
const asking = (again: boolean, notAsked: unknown): { title: string; byline: string } => {
  const survey = again ? 'in the follow-up survey' : 'to answer the survey';
  if (notAsked === 'waits')
    return { title: `To be asked ${again ? 'again ' : ''}${survey}`, byline: 'Invitation by email, held' };
  if (notAsked === 'unsent')
    return { title: `Not asked ${again ? 'again ' : ''}${survey}`, byline: 'Its email was not sent' };
  return { title: `Asked ${again ? 'again ' : ''}${survey}`, byline: 'Invitation by email' };
};

/** What surveys write onto an employer's timeline. */
export const timeline: TimelineWords = {
  'surveys.invited': ({ data }) => ({
    icon: 'form',
    tone: 'heather',
    ...asking(data['kind'] === 'followup', data['notAsked']),
    link: wave(data),
  }),
  'surveys.answered': ({ data }) => ({
    icon: 'form',
    tone: 'heather',
    title: data['kind'] === 'followup' ? 'Answered the follow-up survey' : 'Answered the survey',
    byline: data['late'] === true ? 'After it had closed, in time to count' : undefined,
    link: wave(data),
  }),
};
