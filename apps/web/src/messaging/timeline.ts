import type { TimelineEntry, TimelineFact, TimelineWords } from '../shell/index.js';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Link to the message a fact is about (`message:<id>`). */
const link = ({ subject }: TimelineFact) =>
  subject
    ? { link: { href: `/mail/${subject.slice('message:'.length)}`, text: 'What happened to this email' } }
    : {};

const tone = (purpose: unknown): '' | 'heather' => (purpose === 'invitation' ? 'heather' : '');

/** A mail that has gone, be it a contact of the employer (`employers.contacted`) or not. */
const sent = (fact: TimelineFact): TimelineEntry => ({
  icon: 'mail',
  tone: tone(fact.data['purpose']),
  title: `Email sent: “${text(fact.data['title'])}”`,
  ...link(fact),
});

/** What mails write onto an employer's timeline. */
export const timeline: TimelineWords = {
  'messaging.preferences': (fact) => ({
    icon: 'person',
    tone: '',
    title: text(fact.data['title']),
    text: text(fact.data['detail']),
    ...link(fact),
  }),
  'messaging.sent': sent,
  'employers.contacted:mail': sent,
  'messaging.bounced': (fact) => ({
    icon: 'bounce',
    tone: 'red',
    title: `Email returned: “${text(fact.data['title'])}”`,
    text: text(fact.data['reason']),
    ...link(fact),
  }),
  'messaging.returned': (fact) => ({
    icon: 'bounce',
    tone: fact.data['about'] === 'complaint' ? 'red' : '',
    title: `Came back about an email: “${text(fact.data['title'])}”`,
    text: text(fact.data['reason']),
    ...link(fact),
  }),
  'messaging.failed': (fact) => ({
    icon: 'bounce',
    tone: 'red',
    title: `Email not sent: “${text(fact.data['title'])}”`,
    text: text(fact.data['reason']),
    ...link(fact),
  }),
};
