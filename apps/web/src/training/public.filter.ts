import { z } from 'zod';
import type { SessionSummary } from '#bookings';
import { eventWords } from '#events';
import { familyWords } from '#training';
import { field, listAddress, oneOf, searched } from '../shell/index.js';

/** What can be chosen under "What": families of courses and kinds of events. */
const WHAT: Record<string, string> = {
  ...Object.fromEntries(Object.entries(familyWords).map(([key, { name }]) => [key, name])),
  ...Object.fromEntries(Object.entries(eventWords).map(([key, { name }]) => [key, name])),
};
const LENGTHS: Record<string, { name: string; fits: (hours: number, days: number) => boolean }> = {
  half: { name: 'Half a day or less', fits: (hours, days) => days === 1 && hours <= 4 },
  one: { name: 'One day', fits: (hours, days) => days === 1 && hours > 4 },
  more: { name: 'Two days or more', fits: (_, days) => days > 1 },
};
/**
 * What the calendar is asked for. A town stays chosen while nothing is on there, or a calendar that has subscribed to it
 * would fill with the rest.
 */
export const calendarFilter = z.object({
  what: oneOf(['', ...field.keysOf(WHAT)]),
  where: searched(),
  length: oneOf(['', ...field.keysOf(LENGTHS)]),
});
export type Chosen = z.output<typeof calendarFilter>;

/** A session with the key of its family of courses or kind of event. */
export type Published = SessionSummary & { what: string };

/** What was chosen of what there is to choose now: a town without sessions is none of it. */
export const chosenOf = (asked: Chosen, all: readonly Published[]): Chosen => ({
  ...asked,
  where: Object.hasOwn(placesOf(all), asked.where) ? asked.where : '',
});

/** The sessions that fit what was chosen. */
export const fitting = <S extends Published>(all: readonly S[], { what, where, length }: Chosen): S[] =>
  all.filter(
    (s) =>
      (!what || s.what === what) &&
      (!where || (where === 'online' ? !s.dates[0]?.venue : s.dates[0]?.town === where)) &&
      (!length || LENGTHS[length]!.fits(hoursOf(s), s.dates.length)),
  );

/** The address of the calendar, or of its feed, with what is chosen. */
export const calendarAddress = (path: string, chosen: Chosen): string =>
  listAddress(path, calendarFilter, chosen);

/** The lists of the filter, with what is chosen. */
export const optionsOf = (all: readonly Published[], chosen: Chosen) => ({
  what: options(
    'Everything',
    Object.fromEntries(Object.entries(WHAT).filter(([key]) => all.some((s) => s.what === key))),
    chosen.what,
  ),
  where: options('Anywhere', placesOf(all), chosen.where),
  length: options(
    'Any',
    Object.fromEntries(Object.entries(LENGTHS).map(([key, { name }]) => [key, name])),
    chosen.length,
  ),
});

function placesOf(all: readonly Published[]): Record<string, string> {
  const towns = [...new Set(all.flatMap((s) => s.dates[0]?.town ?? []))].sort();
  return {
    ...(all.some((s) => !s.dates[0]?.venue) ? { online: 'Online' } : {}),
    ...Object.fromEntries(towns.map((town) => [town, town])),
  };
}

const hoursOf = (session: SessionSummary): number =>
  session.dates.reduce((sum, d) => sum + (d.endsAt.getTime() - d.startsAt.getTime()) / 3_600_000, 0);

const options = (all: string, keys: Record<string, string>, chosen: string) => [
  { value: '', text: all, selected: !chosen },
  ...Object.entries(keys).map(([value, text]) => ({ value, text, selected: value === chosen })),
];
