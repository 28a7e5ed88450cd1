import { DateTime } from 'luxon';
import { z } from 'zod';
import type {
  Consent,
  ContactEmployer,
  ContactEvent,
  ContactLimits,
  ContactMessage,
  ContactPerson,
  ContactSettings,
  ContactSuppression,
} from '#contact-policy';
import { bankHolidays, nations, startOfDay, weekdays } from '#platform';

/** What `decide` is asked, read from a file. */
export interface ContactQuestion {
  now: Date;
  settings: ContactSettings;
  message: ContactMessage;
  employer: ContactEmployer | null;
  person: ContactPerson | null;
  history: ContactEvent[];
  stops: ContactSuppression[];
  others: ContactMessage[];
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A date (its start in London) or an instant; without an offset it is UTC, as the files say of theirs. */
export function readInstant(text: string): Date | undefined {
  const at = DateTime.fromISO(text.trim(), { zone: 'utc' });
  if (!at.isValid) return undefined;
  return DATE.test(text) ? startOfDay(text) : at.toJSDate();
}

/** An instant as the files write it: UTC, whole seconds. */
export const instantText = (at: Date | null | undefined): string | null =>
  at ? at.toISOString().replace(/\.\d+Z$/, 'Z') : null;

const instant = z.string('must be a time such as 2026-11-25T09:00:00Z').transform((text, context) => {
  const at = readInstant(text);
  if (!at) context.addIssue(`"${text}" is no time such as 2026-11-25T09:00:00Z`);
  return at ?? z.NEVER;
});
const instantOrNull = instant.nullable().default(null);
const word = z.string('must be a text');
/** What is left out or null stands for this. */
const or = <O>(shape: z.ZodType<O>, usual: NoInfer<O>) =>
  shape.nullish().transform((given): O => given ?? usual);
const wordOrNull = word.nullable().default(null);
/** Only whether two are equal matters, so a number is one too. */
const idOrNull = z.union([word, z.number()]).transform(String).nullable().default(null);
const yes = or(z.boolean('must be true or false'), false);
const whole = (least: number) => z.int('must be a whole number').min(least, `must be ${least} or more`);

const clock = word.transform((text, context) => {
  const [, hours, minutes] = /^(\d{1,2}):([0-5]\d)$/.exec(text) ?? [];
  const time = `${hours?.padStart(2, '0')}:${minutes}`;
  if (hours === undefined || time > '24:00') context.addIssue(`"${text}" is no time of day such as 09:00`);
  return time;
});

const limit = z
  .object({
    max: z
      .union([whole(0), z.literal('unlimited')], 'must be a whole number from 0, "unlimited" or null')
      .nullable()
      .default(null),
    days: z.int('must be a whole number').nullish(),
  })
  .nullable()
  .default(null)
  .transform((given, context) => {
    if (given === null || given.max === null) return null;
    if (typeof given.max === 'number' && given.max > 0 && (given.days ?? 0) < 1)
      context.addIssue({ code: 'custom', path: ['days'], message: 'must be 1 or more' });
    return { max: given.max, days: given.days ?? 1 };
  });
const BLANK = { short: null, long: null };
const limitPair = or(z.object({ short: limit, long: limit }), BLANK);
/** What is left blank takes the level above, and at the top the program's. */
const limits = or<ContactLimits>(z.object({ employer: limitPair, person: limitPair }), {
  employer: BLANK,
  person: BLANK,
});

const settingsShape = (tables: Record<string, unknown>) =>
  z
    .object({
      calendar: or(word, 'england-and-wales'),
      workingDays: or(z.array(z.enum(weekdays)).min(1, 'must name a day'), weekdays.slice(0, 5)),
      sendFrom: or(clock, '09:00'),
      sendUntil: or(clock, '17:00'),
      limits,
      inherited: limits,
      counts: or(z.record(z.string(), z.boolean('must be true or false')), {}),
      agenciesNotCounted: or(z.array(word), []),
      replyDays: or(whole(0), 14),
      mergeMax: or(whole(0), 3),
      pause: z.enum(['all', 'non-service']).nullable().default(null),
      publicTask: yes,
      senderIsCharity: yes,
    })
    .transform(({ calendar, ...settings }, context) => {
      if (settings.sendUntil <= settings.sendFrom)
        context.addIssue({ code: 'custom', path: ['sendUntil'], message: 'must be later than sendFrom' });
      const holidays = holidaysOf(calendar, tables);
      if (!holidays)
        context.addIssue({
          code: 'custom',
          path: ['calendar'],
          message: `"${calendar}" has no bank holidays`,
        });
      return { ...settings, holidays: holidays ?? new Set<string>() };
    });

function holidaysOf(calendar: string, tables: Record<string, unknown>): ReadonlySet<string> | undefined {
  const own = z.array(z.string()).safeParse(tables[calendar]);
  if (own.success) return new Set(own.data);
  const nation = nations.find((name) => name === calendar);
  return nation && bankHolidays(nation);
}

const override = z
  .object({
    by: z.string().nullish(),
    reason: z.string().nullish(),
    covers: or(z.array(z.enum(['limits', 'hours'])), ['limits']),
  })
  .transform(({ by, reason, covers }) => ({ by: by ?? '', reason: reason ?? '', covers }));

const purpose = z.enum(['service', 'invitation', 'engagement']);
const message = z.object({
  id: z.coerce.string(),
  channel: or(z.enum(['mail', 'call', 'letter', 'visit']), 'mail'),
  purpose,
  promotional: yes,
  chargedFor: yes,
  employer: idOrNull,
  person: idOrNull,
  toRole: wordOrNull,
  dueAt: instantOrNull,
  expiresAt: instantOrNull,
  immediate: yes,
  replyTo: instantOrNull,
  mailing: idOrNull,
  topic: idOrNull,
  family: idOrNull,
  step: or(z.number('must be a number'), 1),
  priority: z.number('must be a number').nullable().default(null),
  mergeable: yes,
  override: override.nullable().default(null),
  state: or(word, 'queued'),
  keyEnded: wordOrNull,
  restored: yes,
  rulePaused: yes,
  waitingSince: z.null().default(null),
});

/** A yes: a date, `true`, or an object with a date in it. */
const permission = z
  .union([z.boolean(), z.string(), z.record(z.string(), z.unknown())])
  .nullable()
  .default(null)
  .transform((given): Consent | null => {
    if (given === null || given === false || given === '') return null;
    const texts = typeof given === 'object' ? Object.values(given) : [given];
    const at = texts.map((text) => (typeof text === 'string' ? readInstant(text) : undefined)).find(Boolean);
    return { at: at ?? null };
  });

const event = z.object({
  at: instant,
  kind: word,
  direction: or(z.enum(['in', 'out']), 'out'),
  // A letter is listed once it is posted.
  state: or(word, 'posted'),
  agency: or(word, 'own'),
  employer: idOrNull,
  person: idOrNull,
  purpose: purpose.nullable().default(null),
  promotional: yes,
  mailing: idOrNull,
  replyTo: instantOrNull,
});

/** Checks one question and turns it into what `decide` takes; `tables` are bank holidays of the file by calendar. */
export const questionShape = (tables: Record<string, unknown>) =>
  z.object({
    now: instant,
    settings: z.preprocess((given) => given ?? {}, settingsShape(tables)),
    message,
    employer: z
      .object({ id: z.coerce.string(), legalForm: wordOrNull, closed: yes })
      .nullable()
      .default(null),
    person: z
      .object({
        id: z.coerce.string(),
        address: wordOrNull,
        addressKind: or(z.enum(['work', 'private']), 'work'),
        left: yes,
        consent: permission,
        softOptIn: permission,
      })
      .nullable()
      .default(null),
    history: or(z.array(event), []),
    stops: or(
      z.array(
        z.object({
          on: z.enum(['person', 'address', 'employer']),
          scope: word.regex(/^(everything|all-but-service|engagement|topic:.+)$/, 'is no scope known here'),
          why: or(word, 'objection'),
          until: instantOrNull,
        }),
      ),
      [],
    ),
    others: or(z.array(message), []),
  });
