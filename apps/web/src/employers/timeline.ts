import {
  type ActivityKind,
  type ActivityOutcome,
  activityKinds,
  activityOutcomes,
  outcomeOf,
} from '#employers';
import { commasAndAnd, plainDate } from '#platform';
import type { TimelineEntry, TimelineFact, TimelineWords } from '../shell/index.js';
import { toldAs } from './employer-fields.model.js';

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const by = (fact: TimelineFact) => fact.actor.label;
const list = (fact: TimelineFact) => ({
  byline: text(fact.data['fileName']),
  link: { href: `/imports/${text(fact.data['runId'])}`, text: 'Open the import' },
});

/** Fields of a contact; the others follow from one of them. */
const contactWords: Record<string, string> = {
  contact: 'a contact',
  jobRole: 'job',
  roles: 'roles',
  email: 'email',
  phone: 'phone',
};
/** "name, postcode and people": fields that follow from another are not said. */
export const fieldWords = (value: unknown): string => {
  const changed = (Array.isArray(value) ? value : []).map(String);
  return commasAndAnd([...new Set(changed.flatMap((field) => toldAs(field) ?? contactWords[field] ?? []))]);
};
const sentence = (start: string, value: unknown) =>
  fieldWords(value) ? `${start}: ${fieldWords(value)}.` : undefined;

const icons: Record<ActivityKind, string> = {
  call: 'phone',
  visit: 'visit',
  email: 'mail',
  letter: 'mail',
  note: 'note',
};

/** What employers, their people, calls and lists write onto a timeline. */
export const timeline: TimelineWords = {
  'employers.added': (f) =>
    f.data['runId']
      ? { icon: 'org', title: 'Imported with a list', ...list(f) }
      : { icon: 'org', title: 'Added', byline: by(f) },
  'employers.changed': changed,
  'employers.stage-moved': (f) =>
    f.data['void']
      ? { icon: 'move', title: 'Move undone', byline: by(f), text: `Back at ${text(f.data['back'])}.` }
      : {
          icon: 'move',
          title: f.data['from']
            ? `Moved from ${text(f.data['from'])} to ${text(f.data['to'])}`
            : `Begins at ${text(f.data['to'])}`,
          byline: by(f),
          text: text(f.data['why']) || undefined,
        },
  'employers.contact-added': (f) => ({ icon: 'person', title: `Contact added${named(f)}`, byline: by(f) }),
  'employers.contact-changed': (f) => ({
    icon: 'person',
    title: `Contact changed${named(f)}`,
    byline: by(f),
    text: sentence('Changed', f.data['fields']),
  }),
  'employers.contact-left': (f) => ({ icon: 'person', title: `Contact left${named(f)}`, byline: by(f) }),
  'employers.contact-back': (f) => ({ icon: 'person', title: `Contact is back${named(f)}`, byline: by(f) }),
  'employers.activity-logged': activity,
  'employers.contacted:call': activity,
  'employers.contacted:visit': activity,
  'employers.contacted:letter': activity,
  'employers.task-added': (f) => ({
    icon: 'clock',
    title: 'Next step planned',
    byline: by(f),
    text: `${text(f.data['title'])}, due ${plainDate(new Date(text(f.data['dueOn'])))}.`,
  }),
  'employers.task-changed': (f) => ({
    icon: 'clock',
    title: 'Next step changed',
    byline: by(f),
    text: taskChange(f),
  }),
  'employers.task-called-off': (f) => ({
    icon: 'cross',
    title: 'Next step called off',
    byline: by(f),
    text: text(f.data['title']),
  }),
  'employers.task-reopened': (f) => ({
    icon: 'clock',
    title: 'Next step opened again',
    byline: by(f),
    text: text(f.data['title']),
  }),
  'employers.task-done': (f) => ({
    icon: 'tick',
    tone: 'green',
    title: 'Next step done',
    byline: by(f),
    text: text(f.data['title']),
  }),
};

/** "Ring again: now due 3 December 2026, given to Priya Patel." */
function taskChange({ data }: TimelineFact): string {
  const changed = Array.isArray(data['fields']) ? data['fields'] : [];
  const owner = text(data['owner']);
  const parts = [
    text(data['dueOn'])
      ? `now due ${plainDate(new Date(text(data['dueOn'])))}`
      : changed.includes('dueTime')
        ? 'other time'
        : '',
    changed.includes('ownerId') ? (owner ? `given to ${owner}` : 'nobody’s for now') : '',
    changed.includes('title') ? 'other words' : '',
    changed.includes('detail') ? 'details changed' : '',
  ];
  return `${text(data['title'])}: ${parts.filter(Boolean).join(', ')}.`;
}

/** The record puts the contact's name and the activity's words in, as far as the reader may see them. */
const named = (f: TimelineFact) => (text(f.data['contactName']) ? `: ${text(f.data['contactName'])}` : '');

/** What came of it, for those who may read it: ": left a message". */
function came(f: TimelineFact, kind: ActivityKind): string {
  if (f.data['direction'] === undefined || kind === 'note' || kind === 'email') return '';
  if (f.data['direction'] === 'in') return ': they contacted us';
  const outcome = outcomeOf(kind, (f.data['outcome'] ?? null) as ActivityOutcome | null);
  return `: ${activityOutcomes[outcome].toLowerCase()}`;
}

/** By hand, by a list, or a list taken back in whole or in part. */
function changed(f: TimelineFact): TimelineEntry {
  const text = sentence('Changed', f.data['fields']);
  if (f.corrects)
    return { icon: 'org', title: 'Import undone', ...list(f), text: sentence('As before', f.data['undone']) };
  if (f.data['runId']) return { icon: 'org', title: 'Changed by a list', ...list(f), text };
  return { icon: 'org', title: 'Details changed', byline: by(f), text };
}

function activity(f: TimelineFact): TimelineEntry {
  const kind = (text(f.data['channel']) || text(f.data['kind']) || 'note') as ActivityKind;
  const agency = text(f.data['agency']);
  return {
    icon: icons[kind] ?? 'note',
    title: activityKinds[kind] + (f.data['another'] && agency ? ' by another agency' : '') + came(f, kind),
    byline: [agency, text(f.data['byName'])].filter(Boolean).join(', '),
    text: text(f.data['subjectText']) || undefined,
  };
}
