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

/**
 * The choice a form means, or what is wrong with it. Dates are days in the UK; `now` says which are to come. Where a
 * subject was newly ticked, or a date typed, beside another answer, it is asked which of the two was meant: a no is not
 * passed over. `current`: what was in force.
 */
export function choiceFrom(
  form: z.output<typeof preferenceForm>,
  current: Choice,
  now: Date,
): { choice: Choice } | { errors: FieldErrors } {
  const base = { kind: form.choice, leaveOut: form.out, everywhere: form.everywhere === 'yes' };
  const untilDay = [form.untilDay, form.untilMonth, form.untilYear].filter(Boolean).join(' ');
  if (form.choice === 'some' && !form.out.length)
    return { errors: { out: 'Choose at least one subject to leave out' } };
  if (
    ['everything', 'pause'].includes(form.choice) &&
    form.out.some((name) => !current.leaveOut.includes(name))
  )
    return { errors: { out: 'Choose “Not every subject” for this to count, or take the tick away' } };
  if (['everything', 'some'].includes(form.choice) && untilDay && untilDay !== dayText(current.until))
    return { errors: { untilDay: 'Choose “Nothing before a date” for this to count, or empty the date' } };
  if (form.choice !== 'pause') return { choice: { ...base, until: null } };
  if (!untilDay) return { errors: { untilDay: 'Enter the first day on which we may write again' } };
  const at = DateTime.fromFormat(untilDay, 'd M yyyy', { zone: ZONE });
  const wrong = (text: string) => ({ errors: { untilDay: text } });
  if (!at.isValid) return wrong('Enter a real date, like 3 12 2026');
  const today = london(now).startOf('day');
  if (at <= today) return wrong('Enter a date after today');
  if (at > today.plus({ months: LONGEST_MONTHS }))
    return wrong('Enter a date within two years, or choose one of the other answers');
  return { choice: { ...base, until: at.toJSDate() } };
}

/** "3 12 2026": a day as the three fields of the form show it; '' for none. */
export const dayText = (at: Date | null): string => (at ? london(at).toFormat('d M yyyy') : '');
