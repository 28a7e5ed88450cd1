import { z } from 'zod';
import type { DateInput, SeatsInput } from '#bookings';
import { endOfDay, localInstant } from '#platform';
import { field } from '../shell/index.js';

export const MOST_DAYS = 10;

/** One date: a day as people write it and two times in UK time. `of` tells which of several. */
const dateOf = (of: string) =>
  z
    .object({
      day: field.day(`Enter the day${of}`),
      from: field.time(`Enter when it begins${of}`),
      to: field.time(`Enter when it ends${of}`),
    })
    .strict()
    .refine(({ from, to }) => to > from, {
      path: ['to'],
      message: `The end${of} must be after the beginning`,
    });

const dates = z
  .array(z.unknown())
  .min(1, 'Enter at least one date')
  .max(MOST_DAYS, `Enter at most ${MOST_DAYS} dates`)
  .transform((list, context) => {
    const issue = (i: number, path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path: [i, ...path], message });
    const read = list.flatMap((entry, i) => {
      const date = dateOf(list.length > 1 ? ` of date ${i + 1}` : '').safeParse(entry);
      for (const { path, message } of date.error?.issues ?? []) issue(i, path, message);
      return date.success ? [{ ...date.data, i }] : [];
    });
    for (const [n, { day, from, i }] of read.entries())
      if (read.slice(0, n).some((other) => other.day === day && other.from === from))
        issue(i, ['day'], `Date ${i + 1} is there twice`);
    return read.map(({ day, from, to }) => ({
      startsAt: localInstant(day, from),
      endsAt: localInstant(day, to),
    }));
  });

/** When and where, for courses and meetings alike. */
export const placeFields = {
  dates,
  venue: field.maybeText(200),
  town: field.maybeText(80),
  accessNotes: field.maybeText(300),
  onlineLink: field
    .maybeText(500)
    .refine(
      (typed) => !typed || /^https?:\/\/[^\s/]+\.[^\s]+$/.test(typed),
      'Enter the whole link, like https://meet.example.org/abc',
    ),
};

/** Numbers of a session; shared by adding and changing. */
export const seatFields = {
  capacity: field.maybeWhole('Enter how many places there are', 0, 99_999),
  unlimited: field.yesNo(),
  minimum: field.maybeWhole('Enter the fewest people', 0, 99_999),
  roomLimit: field.maybeWhole('Enter the room capacity', 1, 99_999),
  waitingLimit: field.maybeWhole('Enter the waiting list limit', 0, 99_999),
  price: field.pounds('Enter a price', 99_999),
  closesOn: field.maybeDay('Enter the last day of booking'),
  /** So many places were seen to be more than the course has, and are meant. */
  sure: field.maybeText(10),
};
/** The button pressed: what is saved is a draft, or open at once. */
export const go = z.enum(['draft', 'open']).default('draft');

export const seatsForm = z.object(seatFields);
export const courseSessionForm = z.object({
  courseId: field.listed('Choose a course'),
  ...placeFields,
  ...seatFields,
  go,
});

type Seats = z.output<typeof seatsForm>;

/**
 * What is asked before more places are set than the course has: undefined once the same number is sent again (`sure`),
 * or when it is no more.
 */
export function overCourse(
  most: number | null | undefined,
  { capacity, unlimited, sure }: Seats,
): Record<string, string> | undefined {
  const over = most && !unlimited && capacity !== '' && capacity > most;
  if (!over || sure === String(capacity)) return undefined;
  return {
    capacity: `The course has at most ${most}. Enter ${most} or fewer, or save again if ${capacity} places are right`,
  };
}

const given = (number: number | ''): number | null => (number === '' ? null : number);

/** What the service takes. Booking closes with the end of the day entered. */
export const toSeats = (form: Seats): SeatsInput => ({
  capacity: form.unlimited ? null : given(form.capacity),
  unlimited: form.unlimited,
  minimum: given(form.minimum),
  roomLimit: given(form.roomLimit),
  waitingLimit: given(form.waitingLimit),
  pricePence: form.price,
  closesAt: form.closesOn ? new Date(endOfDay(form.closesOn).getTime() - 60_000) : null,
});

/** Every date at the one venue, or online. */
export const toDates = ({
  dates,
  venue,
  town,
  accessNotes,
  onlineLink,
}: Omit<DateInput, 'startsAt' | 'endsAt'> & Pick<z.output<typeof courseSessionForm>, 'dates'>): DateInput[] =>
  dates.map((date) => ({ ...date, venue, town, accessNotes, onlineLink }));

type Raw = Record<string, unknown>;

export type Dated = Raw & { dates: Raw[] };

/** What was typed, with at least one date to fill in. */
export function shownDates(body: unknown): Dated {
  const { _csrf: _, ...raw } = (body && typeof body === 'object' ? body : {}) as Raw;
  const sent = raw['dates'];
  const list = Array.isArray(sent) ? sent : Object.values(sent && typeof sent === 'object' ? sent : {});
  const dates = (list.slice(0, 50) as Raw[]).map((date) => (date && typeof date === 'object' ? date : {}));
  return { ...raw, dates: dates.length ? dates : [{}] };
}

/** What "Add another date" and "Remove" make of the form; undefined for any other button. */
export function changedDates(values: Dated): Dated | undefined {
  const { dates } = values;
  const last = dates.at(-1);
  if (values['go'] === 'add')
    // The next day of a course usually has the same hours.
    return dates.length < MOST_DAYS
      ? { ...values, dates: [...dates, { from: last?.['from'], to: last?.['to'] }] }
      : values;
  const remove = /^remove\.(\d+)$/.exec(String(values['go'] ?? ''));
  if (!remove) return undefined;
  const rest = dates.filter((_, i) => i !== Number(remove[1]));
  return { ...values, dates: rest.length ? rest : [{}] };
}
