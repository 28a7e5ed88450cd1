import { z } from 'zod';
import { type BookInput, isPersonName, LONGEST_NAME, MOST_PEOPLE } from '#bookings';
import { emailKey, isPlausibleEmail, newToken } from '#platform';
import { type FormWays, field } from '../shell/index.js';

/** What forms about places say besides where somebody has to come back: the session was locked, or a limit reached. */
export const KEPT: FormWays = { busy: 'Your answers are kept.' };

/** The shape of a UK postcode; whether it exists, nobody asks here. */
const POSTCODE = /^[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}$/;
/** A postcode as it is written, "hx11uj" as "HX1 1UJ"; what has not its shape stays as typed. */
const written = (text: string): string =>
  POSTCODE.test(text.trim())
    ? text
        .replace(/\s/g, '')
        .toUpperCase()
        .replace(/(?=...$)/, ' ')
    : text;

const noName = (of = '') => `Enter the name${of} without links, or signs such as & or /`;

/** The full name of a person, which stands in emails to others. */
export const personName = (what: string) => field.text(what, LONGEST_NAME).refine(isPersonName, noName());

/** An address of a stranger that we write to: its domain could be one. */
export const reachable = (what: string) =>
  field.email(what).refine(isPlausibleEmail, `${what}, like name@example.org`);

/** Digits as one dials them, with what people put between them and an extension. */
const isPhone = (text: string): boolean =>
  /^\+?[\d\s().-]+(?:(?:ext\.?|x|#)\s*\d{1,6})?$/i.test(text) && (text.match(/\d/g)?.length ?? 0) >= 7;

const booker = z.object({
  name: personName('Enter your full name'),
  email: reachable('Enter your email address'),
  phone: field
    .maybeText(40)
    .refine(
      (typed) => !typed || isPhone(typed),
      'Enter a phone number, like 01632 960 001 or 07700 900 982, or leave it empty',
    ),
});

const WORKPLACE = 'Enter the postcode of your workplace, like HX1 1UJ';
const registerNumber = field.maybeText(20);
/** As staff and programs name it, who may not know where it is. */
const employer = z.object({
  name: field.text('Enter the name of the employer', 200),
  postcode: field.maybeText(12),
  registerNumber,
});

/** Error messages name the person, so that the summary at the top can be read without the form. */
const people = z
  .array(
    z
      .object({ name: z.string().default(''), email: z.string().default(''), jobRole: field.maybeText(100) })
      .strict(),
  )
  .min(1, 'Enter at least one person')
  .max(MOST_PEOPLE, `Book at most ${MOST_PEOPLE} people at once`)
  .superRefine((list, context) =>
    list.forEach(({ name, email }, i) => {
      const issue = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [i, path], message });
      const of = ` of person ${i + 1}`;
      if (!name) issue('name', `Enter the full name${of}`);
      else if (name.length > LONGEST_NAME)
        issue('name', `Use at most ${LONGEST_NAME} characters for the name${of}`);
      else if (!isPersonName(name)) issue('name', noName(of));
      if (!isPlausibleEmail(email))
        issue('email', `Enter an email address for person ${i + 1}, like name@example.org`);
    }),
  );

const ANEW = 'Open the booking page again and start anew';
const submissionKey = z.string(ANEW).regex(/^[\w-]{22}$/, ANEW);
const whenShort = z
  .enum(['together', 'fewer'], 'Choose what to do when there are not enough places')
  .optional();
/** The button pressed. */
const go = z.string().optional();

/** The public form, all its steps. */
export const bookingForm = z.object({
  submissionKey,
  booker,
  employer: z.object({
    name: field.text('Enter the name of your employer', 200),
    postcode: field.text(WORKPLACE, 12).regex(POSTCODE, WORKPLACE),
    registerNumber,
  }),
  people,
  whenShort,
  /** The price a person as the form has shown it, in pence. */
  shownPence: z.coerce.number(ANEW).int(ANEW).min(0, ANEW).optional(),
  /** Whom the first person was filled in with: who was booking then. */
  first: z.object({ name: z.string().optional(), email: z.string().optional() }).optional(),
  go,
});
export type BookingForm = z.output<typeof bookingForm>;

/** Said where one of several employers, or a new one, has to be chosen. */
export const WHICH = 'Choose the employer this is, or say that it is new';

/** What staff enter: the same, without the postcode being asked for, and with the choice to go ahead of the list. */
export const staffBookingForm = z.object({
  submissionKey,
  booker,
  employer,
  people,
  whenShort,
  /** The employer chosen among those we have, or that it is a new one. */
  which: z.union([z.uuid(), z.enum(['new', ''])], WHICH).default(''),
  ifFull: z.enum(['wait', 'ahead']).default('wait'),
  /** Checked where somebody goes ahead of the list. */
  reason: z.string().default(''),
  purchaseOrder: field.maybeText(60),
  go,
});

/** Staff cancel a place, or take somebody off the waiting list. */
export const cancelPlaceForm = z.object({ person: field.listed('Choose a person'), reason: field.reason() });

/** The body of a booking through the API; without a submission key every call is a booking of its own. */
export const bookingBody = z.object({
  submissionKey: submissionKey
    .optional()
    .describe('128 bits in base64url; the same key and content is booked once'),
  booker,
  employer,
  people,
  whenShort,
  atLeast: z
    .int()
    .min(1)
    .max(MOST_PEOPLE)
    .optional()
    .describe('With whenShort "fewer": come only if so many can'),
  shownPence: z
    .int()
    .min(0)
    .optional()
    .describe(
      'The price a person as you have shown it; refused with bookings.price-changed if it is another by now',
    ),
  purchaseOrder: field.maybeText(60),
});

export const bookingAnswer = z.object({
  bookingId: z.uuid(),
  reference: z.string(),
  code: z.enum(['confirmed', 'waiting', 'part-waiting', 'already-booked']),
  same: z.boolean().describe('true: this form had been sent before, and nothing was done now'),
  token: z.string().describe('Secret of the booking: /b/<token> shows it, /api/b/<token> answers it'),
});

/** What the service takes, from any of the forms. */
export const toInput = (
  sessionId: string,
  form: Pick<BookingForm, 'booker' | 'people' | 'whenShort' | 'shownPence'> & {
    submissionKey?: string;
    employer: { name: string; postcode: string; registerNumber: string };
    atLeast?: number;
    purchaseOrder?: string;
  },
): BookInput => ({
  sessionId,
  submissionKey: form.submissionKey ?? newToken(),
  booker: form.booker,
  employer: { ...form.employer, postcode: written(form.employer.postcode) },
  people: form.people,
  whenShort: form.whenShort,
  atLeast: form.atLeast,
  shownPence: form.shownPence,
  purchaseOrder: form.purchaseOrder,
});

type Raw = Record<string, unknown>;

/** What was typed, in the shape the pages show. */
export type Typed = Raw & { people: Raw[]; booker: Raw; first?: Raw; employer: Raw; submissionKey: string };

/** What was typed, in that shape; a form never sent begins empty with a new submission key. */
export function shown(body: unknown): Typed {
  const raw = (body && typeof body === 'object' ? body : {}) as Raw;
  const group = (value: unknown): Raw =>
    value && typeof value === 'object' && !Array.isArray(value) ? (value as Raw) : {};
  const list = Array.isArray(raw['people']) ? raw['people'] : Object.values(group(raw['people']));
  const { _csrf: _, ...values } = raw;
  const employer = group(raw['employer']);
  const { postcode } = employer;
  return {
    ...values,
    booker: group(raw['booker']),
    ...(raw['first'] !== undefined && { first: group(raw['first']) }),
    employer: typeof postcode === 'string' ? { ...employer, postcode: written(postcode) } : employer,
    people: list.slice(0, 50).map(group),
    submissionKey: typeof raw['submissionKey'] === 'string' ? raw['submissionKey'] : newToken(),
  };
}

/**
 * The form with who books as the first person, since that is usually somebody who comes; goes on so while nobody has
 * changed it, so that a mistake put right in the first step is put right in the second.
 */
export function firstFilled(values: Typed): Typed {
  const { name, email } = values.booker;
  const [first, ...rest] = values.people;
  const asFilled =
    first && first['name'] === values.first?.['name'] && first['email'] === values.first?.['email'];
  if (first && !asFilled) return values;
  return { ...values, people: [{ ...first, name, email }, ...rest], first: { name, email } };
}

/** The addresses that several of these people share: everything for all of them goes there. */
export function sharedAddresses(people: readonly Raw[]): string[] {
  const keys = people.map((person) => emailKey(typeof person['email'] === 'string' ? person['email'] : ''));
  return [...new Set(keys.filter((key, i) => key && keys.indexOf(key) !== i))];
}

/** What "Add another person" and "Remove" make of the form; undefined for any other button. */
export function changedPeople(values: Typed): Typed | undefined {
  const { people, go: pressed } = values;
  if (pressed === 'add') return { ...values, people: people.length < MOST_PEOPLE ? [...people, {}] : people };
  const remove = /^remove\.(\d+)$/.exec(typeof pressed === 'string' ? pressed : '');
  if (!remove) return undefined;
  const rest = people.filter((_, i) => i !== Number(remove[1]));
  return { ...values, people: rest.length ? rest : [{}] };
}
