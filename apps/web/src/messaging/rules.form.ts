import { z } from 'zod';
import { type ContactLimits, type ContactRules, countedKinds, DEFAULT_LIMITS } from '#contact-policy';
import { nations, weekdays } from '#platform';
import { field, readDay } from '../shell/index.js';

const LONGEST_DAYS = 366;
const MOST = 999;
const MOST_LINES = 50;

/** Check boxes: none, one or several of a name. */
const boxes = <T extends string>(values: readonly T[], message: string) =>
  z
    .union([z.array(z.enum(values)), z.enum(values).transform((one) => [one])], message)
    .optional()
    .transform((chosen) => chosen ?? []);
const clock = z
  .string('Enter a time such as 9:00')
  .regex(/^(?:[01]?\d|2[0-3]):[0-5]\d$|^24:00$/, 'Enter a time such as 9:00, from 0:00 to 24:00')
  .transform((text) => text.padStart(5, '0'));

/** How many: a whole number, `unlimited`, or nothing (the usual limit, its days too). */
const max = z
  .string()
  .optional()
  .transform((text) => text?.toLowerCase() ?? '')
  .refine(
    (text) => text === '' || text === 'unlimited' || (/^\d{1,3}$/.test(text) && Number(text) <= MOST),
    'Enter a whole number or “unlimited”',
  );
const days = z
  .string()
  .optional()
  .refine(
    (text) => !text || (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= LONGEST_DAYS),
    `Enter a number of days from 1 to ${LONGEST_DAYS}`,
  );

const lines = (text: string | undefined): string[] => [
  ...new Set(
    (text ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

const limitFields = {
  employerShortMax: max,
  employerShortDays: days,
  employerLongMax: max,
  employerLongDays: days,
  personShortMax: max,
  personShortDays: days,
  personLongMax: max,
  personLongDays: days,
};
type LimitName = 'employerShort' | 'employerLong' | 'personShort' | 'personLong';
/** Each limit of the form and what holds while an area says nothing of its own. */
export const usualLimits: Record<LimitName, { max: number; days: number }> = {
  employerShort: usual(DEFAULT_LIMITS.employer.short),
  employerLong: usual(DEFAULT_LIMITS.employer.long),
  personShort: usual(DEFAULT_LIMITS.person.short),
  personLong: usual(DEFAULT_LIMITS.person.long),
};
export const limitNames = Object.keys(usualLimits) as LimitName[];

function usual(limit: ContactLimits['employer']['short']): { max: number; days: number } {
  return { max: Number(limit!.max), days: limit!.days! };
}

export const rulesForm = z
  .object({
    version: z.coerce.number().int().min(0),
    nation: z.enum(nations, 'Choose a nation'),
    workingDays: boxes(weekdays, 'Choose days of the week').refine(
      (chosen) => chosen.length > 0,
      'Choose one day at least, or no email would ever go',
    ),
    sendFrom: clock,
    sendUntil: clock,
    extraDays: z.string().optional(),
    ...limitFields,
    counted: boxes(countedKinds, 'Choose what counts'),
    agenciesNotCounted: z.string().optional(),
    replyDays: field.whole('Enter the number of days', 0, 99),
    publicTask: field.yesNo(),
    senderIsCharity: field.yesNo(),
    nobody: field.yesNo(),
  })
  .superRefine((form, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (form.sendUntil <= form.sendFrom) wrong('sendUntil', 'The end must be later than the beginning');
    for (const name of limitNames)
      if (/^[1-9]/.test(form[`${name}Max`]) && !form[`${name}Days`])
        wrong(`${name}Days`, 'Enter in how many days');
    if (saysNobody(form) && !form.nobody)
      wrong('nobody', 'A limit of 0 means that nobody is contacted. Tick that this is what you want');
    const days = lines(form.extraDays);
    const bad = days.find((line) => !readDay(line));
    if (bad)
      wrong('extraDays', `“${bad.slice(0, 40)}” is not a date. Write it like 11 June 2027, one a line`);
    if (days.length > MOST_LINES) wrong('extraDays', `Enter ${MOST_LINES} days or fewer`);
    const agencies = lines(form.agenciesNotCounted);
    if (agencies.length > MOST_LINES || agencies.some((line) => line.length > 100))
      wrong('agenciesNotCounted', 'Enter 50 agencies or fewer, each of 100 characters or fewer');
  });

export const saysNobody = (form: Partial<Record<`${LimitName}Max`, unknown>>): boolean =>
  limitNames.some((name) => /^0+$/.test(String(form[`${name}Max`] ?? '')));

/** What the service keeps. `before` holds what the page does not show. */
export function rulesOf(form: z.output<typeof rulesForm>, before: ContactRules): ContactRules {
  const limit = (name: LimitName): ContactLimits['employer']['short'] => {
    const given = form[`${name}Max`];
    const { max, days } = usualLimits[name];
    const inDays = Number(form[`${name}Days`] || 1);
    // The usual limit is kept as "nothing said": it follows the program's when that changes.
    if (given === '' || (Number(given) === max && inDays === days)) return null;
    return { max: given === 'unlimited' ? given : Number(given), days: inDays };
  };
  return {
    ...before,
    nation: form.nation,
    extraDays: lines(form.extraDays)
      .flatMap((line) => readDay(line) ?? [])
      .sort(),
    workingDays: weekdays.filter((day) => form.workingDays.includes(day)),
    sendFrom: form.sendFrom,
    sendUntil: form.sendUntil,
    limits: {
      employer: { short: limit('employerShort'), long: limit('employerLong') },
      person: { short: limit('personShort'), long: limit('personLong') },
    },
    notCounted: countedKinds.filter((kind) => !form.counted.includes(kind)),
    agenciesNotCounted: lines(form.agenciesNotCounted),
    replyDays: form.replyDays,
    publicTask: form.publicTask,
    senderIsCharity: form.senderIsCharity,
  };
}

/** The rules as the fields show them. */
export function valuesOf(rules: ContactRules, version: number): Record<string, unknown> {
  const limit = (name: LimitName, given: ContactLimits['employer']['short']) => ({
    [`${name}Max`]: given?.max ?? usualLimits[name].max,
    [`${name}Days`]: given
      ? given.max === 'unlimited' || given.max === 0
        ? ''
        : given.days
      : usualLimits[name].days,
  });
  const { employer, person } = rules.limits;
  return {
    version,
    nation: rules.nation,
    workingDays: rules.workingDays,
    sendFrom: rules.sendFrom.replace(/^0(?=\d:)/, ''),
    sendUntil: rules.sendUntil.replace(/^0(?=\d:)/, ''),
    extraDays: rules.extraDays.join('\n'),
    ...limit('employerShort', employer.short),
    ...limit('employerLong', employer.long),
    ...limit('personShort', person.short),
    ...limit('personLong', person.long),
    counted: countedKinds.filter((kind) => !rules.notCounted.includes(kind)),
    agenciesNotCounted: rules.agenciesNotCounted.join('\n'),
    replyDays: rules.replyDays,
    publicTask: rules.publicTask ? 'yes' : undefined,
    senderIsCharity: rules.senderIsCharity ? 'yes' : undefined,
  };
}
