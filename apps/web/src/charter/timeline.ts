import { plainDate } from '#platform';
import type { TimelineEntry, TimelineFact, TimelineWords } from '../shell/index.js';
import { versionName } from './charter.model.js';

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** "Robin Example, managing director", or the role alone: "Signed by the managing director". */
const signedBy = (name: string, role: string): string => {
  const title = /^md$/i.test(role) ? 'managing director' : /^ceo$/i.test(role) ? 'chief executive' : role;
  // "HR director" keeps its capitals.
  const inside = /^[A-Z][a-z]/.test(title) ? title[0]!.toLowerCase() + title.slice(1) : title;
  if (name) return `Signed by ${[name, inside].filter(Boolean).join(', ')}`;
  return inside && `Signed by ${/^(?:the|a|an) /i.test(inside) ? '' : 'the '}${inside}`;
};

/** What the charter writes onto an employer's timeline. */
export const timeline: TimelineWords = {
  'signatories.signed': signed,
  'signatories.returned': signed,
  'signatories.lapsed': (f) => ended(f, 'Charter lapsed'),
  'signatories.withdrawn': (f) => ended(f, 'Charter withdrawn by the employer'),
  'signatories.listing-changed': ({ data, actor }) => ({
    icon: 'sign',
    title: data['listed'] === true ? 'Put on the public register' : 'Taken off the public register',
    byline: actor.label,
  }),
};

function signed({ kind, data }: TimelineFact): TimelineEntry {
  const again = kind === 'signatories.returned' ? 'Charter signed again' : 'Charter signed';
  return {
    icon: 'sign',
    tone: 'green',
    title: data['renewal'] === true ? 'Charter renewed' : again,
    byline: signedBy(text(data['contactName']), text(data['signatoryRole'])),
    text: `Wording: ${versionName(String(data['version'])).toLowerCase()}. Review due ${plainDate(new Date(text(data['reviewDueOn'])))}.`,
  };
}

const ended = ({ data, actor }: TimelineFact, title: string): TimelineEntry =>
  data['void']
    ? {
        icon: 'sign',
        tone: 'green',
        title: 'End of the signature undone',
        byline: actor.label,
        text: 'It holds as if it had never ended.',
      }
    : { icon: 'sign', tone: 'red', title, byline: actor.label, text: text(data['reason']) };
