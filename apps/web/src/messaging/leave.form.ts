import { DateTime } from 'luxon';
import { z } from 'zod';
import { ADVERTISING, type Choice, choices, topics } from '#messaging';
import { london, ZONE } from '#platform';
import type { FieldErrors } from '../shell/index.js';

const part = z.string().max(10, 'Enter the date in numbers, like 3 12 2026').default('');

/** What somebody chooses on the page of their personal link. */
export const preferenceForm = z.object({
  choice: z.enum(choices, { error: 'Choose what we may send you' }),
  out: z
    .preprocess(
      (given) => (given === undefined || given === '' ? [] : [given].flat()),
      z.array(z.enum([ADVERTISING, ...topics.map(({ name }) => name)])),
    )
    .default([]),
  untilDay: part,
  untilMonth: part,
  untilYear: part,
  everywhere: z.enum(['yes']).optional(),
});

/** Furthest date of a pause; whoever wants longer says no for good. */
const LONGEST_MONTHS = 24;

/** The choice a form means, or what is wrong with it. Dates are days in the UK; `now` says which are to come. */
export function choiceFrom(
  form: z.output<typeof preferenceForm>,
  now: Date,
): { choice: Choice } | { errors: FieldErrors } {
  const base = { kind: form.choice, leaveOut: form.out, everywhere: form.everywhere === 'yes' };
  if (form.choice === 'some' && !form.out.length)
    return { errors: { out: 'Choose at least one subject to leave out' } };
  if (form.choice !== 'pause') return { choice: { ...base, until: null } };
  const [day, month, year] = [form.untilDay, form.untilMonth, form.untilYear];
  const wrong = (untilDay: string) => ({ errors: { untilDay } });
  if (!day && !month && !year) return wrong('Enter the first day on which we may write again');
  const at = DateTime.fromObject(
    { day: number(day), month: number(month), year: number(year) },
    { zone: ZONE },
  );
  if (!at.isValid || !/^\d{4}$/.test(year)) return wrong('Enter a real date, like 3 12 2026');
  const today = london(now).startOf('day');
  if (at <= today) return wrong('Enter a date after today');
  if (at > today.plus({ months: LONGEST_MONTHS }))
    return wrong('Enter a date within two years, or choose one of the other answers');
  return { choice: { ...base, until: at.toJSDate() } };
}

const number = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN);
