import { DateTime } from 'luxon';
import { z } from 'zod';
import type { DateInput, SeatsInput } from '#bookings';
import { endOfDay, ZONE } from '#platform';
import { readDay } from '../shell/index.js';

const MOST_DAYS = 10;
const text = (max: number) => z.string().max(max, `Use ${max} characters or fewer`).optional();

/** A whole number in a text field; empty: undefined. */
const whole = (message: string, least = 0) =>
  z
    .string()
    .optional()
    .refine((t) => !t || (/^\d{1,5}$/.test(t) && Number(t) >= least), message)
    .transform((t) => (t ? Number(t) : undefined));

/** Pounds, as people write them, in pence. */
export const pounds = z
  .string('Enter a price in pounds, or 0 when it is free')
  .refine(
    (t) => /^£?\s*\d{1,5}([.]\d{2})?$/.test(t),
    'Enter a price in pounds, like 75 or 7.50, or 0 when it is free',
  )
  .transform((t) => Math.round(Number(t.replace(/[£\s]/g, '')) * 100));

/** Pence as the field of a price shows them: 75, 7.50. */
export const inPounds = (pence: number): string =>
  pence % 100 ? (pence / 100).toFixed(2) : String(pence / 100);

/** A day as people write it and two times in UK time. */
const dates = z
  .array(
    z
      .object({ day: z.string().default(''), from: z.string().default(''), to: z.string().default('') })
      .strict(),
  )
  .min(1, 'Enter at least one date')
  .max(MOST_DAYS, `Enter at most ${MOST_DAYS} dates`)
  .transform((list, context): { startsAt: Date; endsAt: Date }[] =>
    list.map((entry, i) => {
      const issue = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [i, field], message });
      const day = readDay(entry.day);
      const at = (time: string) => DateTime.fromISO(`${day}T${time}`, { zone: ZONE });
      const of = list.length > 1 ? ` of date ${i + 1}` : '';
      if (!day) issue('day', `Enter the day${of}, like 27 1 2027 or 27 January 2027`);
      else if (!/^\d{2}:\d{2}/.test(entry.from) || !at(entry.from).isValid)
        issue('from', `Enter when it begins${of}, like 09:30`);
      else if (!/^\d{2}:\d{2}/.test(entry.to) || !at(entry.to).isValid)
        issue('to', `Enter when it ends${of}, like 16:30`);
      else if (at(entry.to) <= at(entry.from)) issue('to', `The end${of} must be after the beginning`);
      else if (list.slice(0, i).some((other) => readDay(other.day) === day && other.from === entry.from))
        issue('day', `Date ${i + 1} is there twice`);
      return { startsAt: at(entry.from).toJSDate(), endsAt: at(entry.to).toJSDate() };
    }),
  );

const place = {
  dates,
  venue: text(200),
  town: text(80),
  accessNotes: text(300),
  onlineLink: z
    .string()
    .max(500, 'Use 500 characters or fewer')
    .optional()
    .refine(
      (t) => !t || /^https?:\/\/[^\s/]+\.[^\s]+$/.test(t),
      'Enter the whole link, like https://meet.example.org/abc',
    ),
};

/** Numbers of a session; shared by adding and changing. */
export const seatFields = {
  capacity: whole('Enter how many places there are as a whole number'),
  unlimited: z.literal('yes').optional(),
  minimum: whole('Enter the fewest people as a whole number'),
  roomLimit: whole('Enter the room capacity as a whole number', 1),
  waitingLimit: whole('Enter the waiting list limit as a whole number'),
  price: pounds,
  closesOn: z
    .string()
    .optional()
    .transform((typed, context) => {
      if (!typed?.trim()) return undefined;
      const day = readDay(typed);
      if (day) return day;
      context.addIssue({ code: 'custom', message: 'Enter the last day of booking, like 20 1 2027' });
      return z.NEVER;
    }),
  /** So many places were seen to be more than the course has, and are meant. */
  sure: z.string().max(10).optional(),
};

export const seatsForm = z.object(seatFields);
export const courseSessionForm = z.object({
  courseId: z.uuid('Choose a course'),
  ...place,
  ...seatFields,
  go: z.enum(['draft', 'open']).default('draft'),
});

/** The same without `refine` on the whole, so that meetings can put their own fields in front. */
export const placeFields = place;

type Seats = z.output<typeof seatsForm>;

/**
 * What is asked before more places are set than the course has: undefined once the same number is sent again (`sure`),
 * or when it is no more.
 */
export function overCourse(
  most: number | null | undefined,
  { capacity, unlimited, sure }: Seats,
): Record<string, string> | undefined {
  const over = most && !unlimited && capacity !== undefined && capacity > most;
  if (!over || sure === String(capacity)) return undefined;
  return {
    capacity: `The course has at most ${most}. Enter ${most} or fewer, or save again if ${capacity} places are right`,
  };
}

/** What the service takes. Booking closes with the end of the day entered. */
export const toSeats = (form: Seats): SeatsInput => ({
  capacity: form.unlimited ? null : (form.capacity ?? null),
  unlimited: Boolean(form.unlimited),
  minimum: form.minimum ?? null,
  roomLimit: form.roomLimit ?? null,
  waitingLimit: form.waitingLimit ?? null,
  pricePence: form.price,
  closesAt: form.closesOn ? new Date(endOfDay(form.closesOn).getTime() - 60_000) : null,
});

/** Every date at the one venue, or online. */
export const toDates = (form: {
  dates: { startsAt: Date; endsAt: Date }[];
  venue?: string;
  town?: string;
  accessNotes?: string;
  onlineLink?: string;
}): DateInput[] =>
  form.dates.map((date) => ({
    ...date,
    venue: form.venue,
    town: form.town,
    accessNotes: form.accessNotes,
    onlineLink: form.onlineLink,
  }));

type Raw = Record<string, unknown>;

/** What was typed, with at least one date to fill in; follows "Add another date" and "Remove". */
export function shownDates(body: unknown): { values: Raw & { dates: Raw[] }; changed: boolean } {
  const { _csrf: _, ...raw } = (body && typeof body === 'object' ? body : {}) as Raw;
  const list = (
    Array.isArray(raw['dates']) ? raw['dates'] : Object.values((raw['dates'] as object | undefined) ?? {})
  ) as Raw[];
  const given = list.slice(0, 50).map((d) => (d && typeof d === 'object' ? d : {}));
  const go = String(raw['go'] ?? '');
  const remove = /^remove\.(\d+)$/.exec(go);
  const last = given.at(-1);
  const dates =
    go === 'add' && given.length < MOST_DAYS
      ? // The next day of a course usually has the same hours.
        [...given, { from: last?.['from'], to: last?.['to'] }]
      : remove
        ? given.filter((_, i) => i !== Number(remove[1]))
        : given;
  return { values: { ...raw, dates: dates.length ? dates : [{}] }, changed: go === 'add' || Boolean(remove) };
}
