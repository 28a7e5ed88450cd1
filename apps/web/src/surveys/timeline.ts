import type { TimelineWords } from '../shell/index.js';

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const wave = (data: Record<string, unknown>) => ({
  href: `/surveys/waves/${text(data['waveId'])}`,
  text: text(data['title']),
});

/** What surveys write onto an employer's timeline. */
export const timeline: TimelineWords = {
  'surveys.invited': ({ data }) => ({
    icon: 'form',
    tone: 'heather',
    title: data['kind'] === 'followup' ? 'Asked again in the follow-up survey' : 'Asked to answer the survey',
    byline: 'Invitation by email',
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
