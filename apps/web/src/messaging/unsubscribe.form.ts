import { z } from 'zod';
import { ADVERTISING, type PreferenceChoice, topics } from '#contact-policy';
import { london, startOfDay } from '#platform';
import { FormRefused } from '../shell/index.js';

/** What one can go on getting, or not: the topics, and whatever advertises. */
export const subjects = [...topics.map(({ name }) => name), ADVERTISING];

const list = z.preprocess(
  (given) => (given === undefined || given === '' ? [] : [given].flat()),
  z.array(z.enum(subjects, { error: 'Choose from the list' })),
);

/** The one button: everything but answers to what they do themselves, or those too. */
export const stopForm = z.object({
  stop: z.enum(['service', 'nothing'], { error: 'Press one of the buttons' }),
  everywhere: z.enum(['yes']).optional(),
});

/** The two buttons about offers. */
export const yesForm = z.object({ yes: z.enum(['yes', 'no'], 'Press one of the buttons') });

const UNTIL = 'Choose a day from the list';

/** What somebody goes on getting, and from which day. */
export const keepForm = z.object({
  keep: list.default([]),
  until: z.union([z.literal(''), z.iso.date({ error: UNTIL })], { error: UNTIL }).default(''),
});

/** How far off a pause may end; whoever wants longer unsubscribes. */
const LONGEST_MONTHS = 24;

const mayEnd = (until: Date, now: Date): boolean =>
  until > now && london(until) <= london(now).startOf('day').plus({ months: LONGEST_MONTHS });

/** The choice a form means. Days begin in the UK; `now` says which are to come. Throws `FormRefused` for any other. */
export function choiceFrom(form: z.output<typeof keepForm>, now: Date): PreferenceChoice {
  const leaveOut = subjects.filter((name) => !form.keep.includes(name));
  if (!form.until)
    return { kind: leaveOut.length ? 'some' : 'everything', leaveOut, until: null, everywhere: false };
  const until = startOfDay(form.until);
  if (!mayEnd(until, now)) throw new FormRefused({ until: UNTIL });
  return { kind: 'pause', leaveOut, until, everywhere: false };
}

/** A choice in one short word of an address, so that it can be put back; nothing in it says whose it is. */
export const choiceAsWord = ({ kind, leaveOut, until, everywhere }: PreferenceChoice): string =>
  [kind, leaveOut.join('+'), until ? london(until).toISODate() : '', everywhere ? 'everywhere' : ''].join(
    '.',
  );

const word = z.tuple([
  z.enum(['everything', 'some', 'service', 'nothing', 'pause']),
  z.array(z.enum(subjects)),
  z.union([z.literal(''), z.iso.date()]),
  z.enum(['', 'everywhere']),
]);

/** The choice of such a word; undefined for anything else, and for a pause that is over or too long. */
export function choiceOfWord(text: unknown, now: Date): PreferenceChoice | undefined {
  const [kind, out = '', day, where] = String(text).split('.');
  const read = word.safeParse([kind, out ? out.split('+') : [], day, where]);
  if (!read.success) return undefined;
  const until = read.data[2] ? startOfDay(read.data[2]) : null;
  if ((read.data[0] === 'pause') !== Boolean(until && mayEnd(until, now))) return undefined;
  return { kind: read.data[0], leaveOut: read.data[1], until, everywhere: read.data[3] === 'everywhere' };
}
