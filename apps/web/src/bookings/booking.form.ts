import { z } from 'zod';
import { type BookInput, isPersonName, LONGEST_NAME } from '#bookings';
import { emailKey, isPlausibleEmail, newToken } from '#platform';

/** The shape of a UK postcode; whether it exists, nobody asks here. */
const POSTCODE = /^[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}$/;
export const MOST_PEOPLE = 20;
/** A postcode as it is written, "hx11uj" as "HX1 1UJ"; what has not its shape stays as typed. */
const written = (text: string): string =>
  POSTCODE.test(text.trim())
    ? text
        .replace(/\s/g, '')
        .toUpperCase()
        .replace(/(?=...$)/, ' ')
    : text;

const needed = (message: string, max = 200) =>
  z.string(message).min(1, message).max(max, `Use ${max} characters or fewer`);
const optional = (max: number) => z.string().max(max, `Use ${max} characters or fewer`).optional();
const email = (message: string) =>
  needed(message, 254).refine((text) => text === '' || isPlausibleEmail(text), message);

/** Digits as one dials them, with what people put between them and an extension. */
const isPhone = (text: string): boolean =>
  /^\+?[\d\s().-]+(?:(?:ext\.?|x|#)\s*\d{1,6})?$/i.test(text) && (text.match(/\d/g)?.length ?? 0) >= 7;

const bookerSchema = z.object({
  name: needed('Enter your full name', LONGEST_NAME).refine(
    (text) => text === '' || text.length > LONGEST_NAME || isPersonName(text),
    'Enter your name without links, or signs such as & or /',
  ),
  email: email('Enter your email address, like name@example.org'),
  phone: optional(40).refine(
    (text) => !text || isPhone(text),
    'Enter a phone number, like 01632 960 001 or 07700 900 982, or leave it empty',
  ),
});

const employerSchema = z.object({
  name: needed('Enter the name of your employer'),
  postcode: needed('Enter the postcode of your workplace, like HX1 1UJ', 12).refine(
    (text) => text === '' || POSTCODE.test(text),
    'Enter the postcode of your workplace, like HX1 1UJ',
  ),
  registerNumber: optional(20),
});

/** Error messages name the person, so that the summary at the top can be read without the form. */
const people = z
  .array(
    z
      .object({ name: z.string().default(''), email: z.string().default(''), jobRole: optional(100) })
      .strict(),
  )
  .min(1, 'Enter at least one person')
  .max(MOST_PEOPLE, `Book at most ${MOST_PEOPLE} people at once`)
  .superRefine((list, context) =>
    list.forEach((person, i) => {
      const issue = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [i, field], message });
      if (!person.name) issue('name', `Enter the full name of person ${i + 1}`);
      else if (person.name.length > LONGEST_NAME)
        issue('name', `Use ${LONGEST_NAME} characters or fewer for the name of person ${i + 1}`);
      else if (!isPersonName(person.name))
        issue('name', `Enter the name of person ${i + 1} without links, or signs such as & or /`);
      if (!isPlausibleEmail(person.email))
        issue('email', `Enter an email address for person ${i + 1}, like name@example.org`);
    }),
  );

const submissionKey = z.string().regex(/^[\w-]{22}$/, 'Open the booking page again and start anew');
const whenShort = z
  .enum(['together', 'fewer'], 'Choose what to do when there are not enough places')
  .optional();

const shownPence = z.coerce.number('Open the booking page again and start anew').int().min(0).optional();

/** The public form, all its steps. */
export const bookingForm = z.object({
  submissionKey,
  booker: bookerSchema,
  employer: employerSchema,
  people,
  whenShort,
  /** The price a person as the form has shown it, in pence. */
  shownPence,
  /** Whom the first person was filled in with: who was booking then. */
  first: z.object({ name: z.string().optional(), email: z.string().optional() }).optional(),
  /** The button pressed. */
  go: z.string().optional(),
});
export type BookingForm = z.output<typeof bookingForm>;

/** What staff enter: the same, without the postcode being asked for, and with the choice to go ahead of the list. */
export const staffBookingForm = z.object({
  submissionKey,
  booker: bookerSchema,
  employer: z.object({
    name: needed('Enter the name of the employer'),
    postcode: optional(12),
    registerNumber: optional(20),
  }),
  people,
  whenShort,
  /** The employer chosen among those we have, or that it is a new one. */
  which: z.union([z.uuid(), z.literal('new'), z.literal('')]).optional(),
  ifFull: z.enum(['wait', 'ahead']).default('wait'),
  reason: optional(300),
  purchaseOrder: optional(60),
  go: z.string().optional(),
});
export type StaffBookingForm = z.output<typeof staffBookingForm>;

/** The body of a booking through the API; without a submission key every call is a booking of its own. */
export const bookingBody = z.object({
  submissionKey: submissionKey
    .optional()
    .describe('128 bits in base64url; the same key and content is booked once'),
  booker: bookerSchema,
  employer: z.object({
    name: needed('Enter the name of the employer'),
    postcode: optional(12),
    registerNumber: optional(20),
  }),
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
  purchaseOrder: optional(60),
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
  form: Omit<BookingForm, 'submissionKey' | 'employer' | 'first'> & {
    submissionKey?: string;
    employer: { name: string; postcode?: string; registerNumber?: string };
    atLeast?: number;
    shownPence?: number;
    purchaseOrder?: string;
  },
): BookInput => ({
  sessionId,
  submissionKey: form.submissionKey ?? newToken(),
  booker: form.booker,
  employer: {
    ...form.employer,
    ...(form.employer.postcode && { postcode: written(form.employer.postcode) }),
  },
  people: form.people,
  whenShort: form.whenShort,
  atLeast: form.atLeast,
  shownPence: form.shownPence,
  purchaseOrder: form.purchaseOrder,
});

type Raw = Record<string, unknown>;

/** What was typed, in the shape the pages show again; a form never sent begins empty with a new submission key. */
export function shown(
  body: unknown,
): Raw & { people: Raw[]; booker: Raw; first?: Raw; employer: Raw; submissionKey: string } {
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
 * Fills in the first person with who books, since that is usually somebody who comes; and goes on doing so while nobody
 * has changed it, so that a mistake put right in the first step is put right in the second.
 */
export function fillFirst(values: { people: Raw[]; booker: Raw; first?: Raw }): void {
  const { name, email } = values.booker;
  const [first, ...rest] = values.people;
  const asFilled =
    first && first['name'] === values.first?.['name'] && first['email'] === values.first?.['email'];
  if (first && !asFilled) return;
  values.people = [{ ...first, name, email }, ...rest];
  values.first = { name, email };
}

/** The addresses that several of these people share: everything for all of them goes there. */
export function sharedAddresses(people: readonly Raw[]): string[] {
  const keys = people.map((person) => emailKey(typeof person['email'] === 'string' ? person['email'] : ''));
  return [...new Set(keys.filter((key, i) => key && keys.indexOf(key) !== i))];
}

/** Follows "Add another person" and "Remove"; undefined for any other button. */
export function changePeople(values: { people: Raw[] }, go: unknown): Raw[] | undefined {
  if (go === 'add') return values.people.length < MOST_PEOPLE ? [...values.people, {}] : values.people;
  const remove = /^remove\.(\d+)$/.exec(typeof go === 'string' ? go : '');
  if (!remove) return undefined;
  const rest = values.people.filter((_, i) => i !== Number(remove[1]));
  return rest.length ? rest : [{}];
}
