import {
  type ContactRules,
  contactSettings,
  countedKinds,
  nextOpening,
  type RulesInForce,
} from '#contact-policy';
import { type HeldBy, ruleOf } from '#messaging';
import {
  addDays,
  bankHolidaysCheckedUntil,
  clockTime,
  daysBetween,
  londonDay,
  longDate,
  nations,
  plainDate,
  startOfDay,
  weekdays,
} from '#platform';
import { saysNobody, usualLimits } from './rules.form.js';
import { DAYS, KINDS, NATIONS } from './rules.words.js';

/** So long before the table of bank holidays ends somebody is told. */
const WARN_DAYS = 180;

/** What the page of contact rules shows besides the values of its fields. */
export function rulesModel(
  inForce: RulesInForce,
  held: readonly HeldBy[],
  values: Record<string, unknown>,
  now: Date,
): object {
  const { rules, savedAt, savedBy } = inForce;
  const chosen = (name: string): unknown[] => [values[name] ?? []].flat();
  return {
    values,
    saved: savedAt
      ? `${savedBy?.label ?? 'Somebody'}, ${plainDate(savedAt)}, ${clockTime(savedAt)}`
      : undefined,
    nations: nations.map((value) => ({ value, text: NATIONS[value] })),
    days: weekdays.map((value) => ({
      value,
      text: DAYS[value],
      checked: chosen('workingDays').includes(value),
    })),
    kinds: countedKinds.map((value) => ({
      value,
      text: KINDS[value],
      checked: chosen('counted').includes(value),
    })),
    asksNobody: saysNobody(values),
    opens: opening(rules, now),
    example: example(rules, now),
    bankHolidays: endingHolidays(now),
    held: held.map((one) => ({
      ...ruleOf(one.hold),
      count: one.count,
      first: one.first && one.first > now ? `${clockTime(one.first)} on ${longDate(one.first)}` : undefined,
    })),
    heldTotal: held.reduce((sum, one) => sum + one.count, 0),
  };
}

/** Whether emails go now, or when they go next. */
function opening(rules: ContactRules, now: Date): string {
  const next = nextOpening(now, contactSettings(rules, null));
  return next <= now
    ? `It is within sending hours now, until ${clockTime(new Date(`2026-01-01T${rules.sendUntil === '24:00' ? '00:00' : rules.sendUntil}:00Z`))}.`
    : `It is outside sending hours now. They begin at ${clockTime(next)} on ${longDate(next)}.`;
}

/** What the short limit of an employer means, with days of now; a limit of 0, the long one too, means nobody. */
function example(rules: ContactRules, now: Date): string {
  const { max, days } = rules.limits.employer.short ?? usualLimits.employerShort;
  if (max === 0 || rules.limits.employer.long?.max === 0)
    return 'Nobody at an employer is contacted, except with emails about their bookings and answers to what they asked.';
  if (max === 'unlimited') return 'There is no such limit for employers.';
  const day = londonDay(now);
  const told = plainDate(startOfDay(day));
  const again = plainDate(startOfDay(addDays(day, days ?? 1)));
  return max === 1
    ? `For example: an employer called on ${told} gets the next survey from ${again} on.`
    : `For example: of an employer’s ${max} contacts the first on ${told}, the next one may be from ${again} on.`;
}

/** A warning before the table of bank holidays ends; undefined while there is time. */
function endingHolidays(now: Date): string | undefined {
  const left = daysBetween(londonDay(now), bankHolidaysCheckedUntil);
  if (left > WARN_DAYS) return undefined;
  const until = plainDate(startOfDay(bankHolidaysCheckedUntil));
  return left < 0
    ? `The bank holidays published by the government are known here only until ${until}. Add later ones by hand until the program is updated.`
    : `The bank holidays published by the government are known here until ${until}. Have the program updated before then, or add later ones by hand.`;
}
