import { z } from 'zod';
import { isEmail, oneLine, REASON_WORDS, reasonProblem, visible } from '#platform';
import { aDay } from './days.js';
import { keeping } from './kept-by-form.js';

/**
 * The fields of forms, each with one wording. `what` is said where nothing was entered and tells what to enter, e.g.
 * "Enter the name of the employer". Those called `maybe…` may be left empty.
 */

/** The names of a record of choices, as `z.enum` takes them. */
export const keysOf = <K extends string>(of: Readonly<Record<K, unknown>>) => Object.keys(of) as [K, ...K[]];

const LISTED = 'Choose one of those listed';
const tooLong = (most: number) => `Use at most ${most} characters`;

/** What is said where nothing was sent, and for what does not fit. */
const emptyOr = (empty: string, wrong: string) => (issue: { input?: unknown }) =>
  issue.input === '' || issue.input === undefined ? empty : wrong;

/** A text of one line that has to be there. What stands on several becomes one: a browser sends none, a program may. */
export const text = (what: string, most: number) =>
  z
    .string(what)
    .overwrite(oneLine)
    .min(1, what)
    .max(most, tooLong(most))
    .refine((typed) => visible(typed).trim() !== '', what);

/** A text of one line, or ''. */
export const maybeText = (most: number) => z.string().overwrite(oneLine).max(most, tooLong(most)).default('');

/** A text of one or more lines that has to be there. */
export const lines = (what: string, most: number) => z.string(what).min(1, what).max(most, tooLong(most));

/** A text of one or more lines, or ''. */
export const maybeLines = (most: number) => z.string().max(most, tooLong(most)).default('');

/** Why something is done, kept with it: the same 10 to 300 characters everywhere. `what`: where another word asks for it. */
export const reason = (what = REASON_WORDS) =>
  keeping(
    'reason',
    z.string(what).refine((typed) => reasonProblem(typed) === undefined, what),
  );

/** How many the page showed before something is done to them all; what is no number fits none that was shown. */
export const shownCount = () => keeping('preview', z.coerce.number().int().catch(-1));

const EMAIL = 'Enter an email address in the right form, like name@example.org';

/** An email address, composed: two ways to write one letter are one mailbox. */
export const email = (what = 'Enter an email address') =>
  z.string(what).normalize().min(1, what).max(254, tooLong(254)).refine(isEmail, EMAIL);

/** An email address, or ''. */
export const maybeEmail = () =>
  z
    .string()
    .normalize()
    .max(254, tooLong(254))
    .refine((typed) => typed === '' || isEmail(typed), EMAIL)
    .default('');

/** A password, spaces at its ends and all; `readForm` leaves fields of such names as they are. */
export const password = (what: string) =>
  z
    .string(what)
    .max(1000, what)
    .refine((typed) => typed.trim() !== '', what);

/** A whole number from `least` to `most`; a program may send it as a number. */
export const whole = (what: string, least: number, most: number) => {
  const wrong = `${what} as a whole number from ${least} to ${most.toLocaleString('en-GB')}`;
  const said = { error: emptyOr(what, wrong) };
  return z
    .union([z.string().regex(/^\d{1,9}$/, said), z.number().int(said)], said)
    .transform(Number)
    .refine((n) => n >= least && n <= most, wrong);
};

/** A whole number, or ''. */
export const maybeWhole = (what: string, least: number, most: number) =>
  z
    .union([z.literal(''), whole(what, least, most)], {
      error: `${what} as a whole number from ${least} to ${most.toLocaleString('en-GB')}`,
    })
    .default('');

/** One of the keys of a list. */
export const choice = <K extends string>(of: Readonly<Record<K, unknown>>, what = LISTED) =>
  z.enum(keysOf(of), what);

/** One of the keys of a list, or ''. */
export const maybeChoice = <K extends string>(of: Readonly<Record<K, unknown>>) =>
  z.union([z.literal(''), z.enum(keysOf(of))], LISTED).default('');

/** Any of the keys of a list: ticked boxes, of which a browser sends none, one or many. */
export const choices = <K extends string>(of: Readonly<Record<K, unknown>>) =>
  z.preprocess(
    (sent) => (sent === undefined || sent === '' ? [] : [sent].flat()),
    z.array(z.enum(keysOf(of), LISTED)),
  );

/** The id of something the page lists. */
export const listed = (what = LISTED) => z.uuid(what);

/** The id of something the page lists, or ''. */
export const maybeListed = () => z.union([z.literal(''), z.uuid(LISTED)], LISTED).default('');

/** A day as people write it, as `2027-01-27`. */
export const day = (what: string) => aDay(what);

/** A day, or ''. */
export const maybeDay = (what: string) =>
  z.union([z.literal(''), aDay(what)], `${what}, like 27 1 2027`).default('');

/** A time of day, as `09:30`. */
export const time = (what: string) =>
  z
    .string(what)
    .min(1, what)
    .regex(/^(?:[01]?\d|2[0-3])[:.][0-5]\d$/, `${what}, like 14:30`)
    .transform((typed) => typed.replace('.', ':').padStart(5, '0'));

/** A time of day, or ''. */
export const maybeTime = (what: string) =>
  z.union([z.literal(''), time(what)], `${what}, like 14:30`).default('');

/** Pounds as people write them ("12", "£1,250.50"), as pence. */
export const pounds = (what: string, most: number) =>
  z
    .string(what)
    .min(1, what)
    .transform((typed) => typed.replace(/^£\s*/, '').replaceAll(',', ''))
    .refine((typed) => /^\d{1,9}(?:\.\d\d)?$/.test(typed), `${what} in pounds, like 12 or 12.50`)
    .transform((typed) => Math.round(Number(typed) * 100))
    .refine((pence) => pence <= most * 100, `${what} of at most £${most.toLocaleString('en-GB')}`);

/** Pence as the field of an amount shows them: 75, 7.50. */
export const asPounds = (pence: number): string =>
  pence % 100 ? (pence / 100).toFixed(2) : String(pence / 100);

/** A box that may be ticked, or a pair of buttons: `yes`, or not. */
export const yesNo = () =>
  z
    .enum(['yes', 'no'], LISTED)
    .default('no')
    .transform((said) => said === 'yes');

/** Of a form that a passkey fills in: the challenge, sealed, and what the browser says of the passkey, as JSON. */
export const passkey = { sealed: z.string().default(''), response: z.string().default('') };

/** For `refine`: without an answer the button is named that asks for one. */
export const passkeyUsed: [(sent: { response: string }) => boolean, { path: string[]; message: string }] = [
  (sent) => sent.response !== '',
  { path: ['passkey'], message: 'Use your passkey first' },
];
