import {
  type Answer,
  type Choice,
  choicesOf,
  DONT_KNOW,
  type Instrument,
  type Item,
} from './instrument.rules.js';
import type { SurveyPage } from './page.rules.js';

/** Longest text beside a choice ("Something else") and longest comment on a scale item, in characters. */
export const CHOICE_TEXT_LENGTH = 200;
export const COMMENT_LENGTH = 600;

/** What a form sends: one value or several for a name. */
export type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** Words that stand apart from the answers; null: there are none (any more). */
export interface TextChange {
  itemId: string;
  /** `text`, `comment` or `choice:<value>`. */
  part: string;
  text: string | null;
}

/** A page as sent: what to store (null: no answer), and what is wrong, by name of the field. */
export interface PageInput {
  items: Record<string, Answer | null>;
  texts: TextChange[];
  problems: Record<string, string>;
}

/** Names of the fields beside an item's own. No item id holds a double underscore, so they never meet one. */
export const commentField = (itemId: string): string => `${itemId}__comment`;
export const choiceTextField = (itemId: string, value: string): string => `${itemId}__${value}`;

/**
 * Reads a page's fields by the rules of its items. Nothing chosen is no answer, never a problem: required items block
 * submission, not saving. `today` is the London day.
 */
export function readPage(instrument: Instrument, page: SurveyPage, fields: Fields, today: string): PageInput {
  const input: PageInput = { items: {}, texts: [], problems: {} };
  for (const item of page.items) {
    if (item.type === 'single' || item.type === 'multi') readChoices(instrument, item, fields, input);
    else if (item.type === 'scale') readScale(item, fields, input);
    else readTyped(item, fields, input, today);
    if (page.standard) readText(item.id, 'comment', commentField(item.id), COMMENT_LENGTH, fields, input);
  }
  return input;
}

const all = (value: string | string[] | undefined): string[] =>
  (value === undefined ? [] : [value].flat()).map((one) => one.trim()).filter((one) => one !== '');

function readText(
  itemId: string,
  part: string,
  field: string,
  most: number,
  fields: Fields,
  input: PageInput,
) {
  const text = all(fields[field]).join('\n').replaceAll('\r\n', '\n');
  if (text.length > most)
    input.problems[field] =
      `Shorten this to ${most} characters; it has ${text.length.toLocaleString('en-GB')}`;
  input.texts.push({ itemId, part, text: text || null });
  return text;
}

function readChoices(instrument: Instrument, item: Item, fields: Fields, input: PageInput) {
  const choices = choicesOf(instrument, item);
  const chosen = new Set(all(fields[item.id]));
  const unknown = [...chosen].some((value) => !choices.some((choice) => choice.value === value));
  for (const choice of choices.filter((one) => one.shortTextAllowed)) {
    const field = choiceTextField(item.id, choice.value);
    const typed = all(fields[field]).length > 0;
    // Words typed beside a choice say that it is meant, unless another one was picked where only one may be.
    if (typed && (item.type === 'multi' || !chosen.size)) chosen.add(choice.value);
    const kept = chosen.has(choice.value) ? fields : {};
    readText(item.id, `choice:${choice.value}`, field, CHOICE_TEXT_LENGTH, kept, input);
  }
  const values = choices.map((choice) => choice.value).filter((value) => chosen.has(value));
  const problem = unknown ? 'Choose from the answers listed' : choiceProblem(item, choices, values);
  if (problem) input.problems[item.id] = problem;
  input.items[item.id] = !values.length ? null : item.type === 'multi' ? values : values[0]!;
}

function choiceProblem(item: Item, choices: Choice[], values: string[]): string | undefined {
  if (item.type === 'single') return values.length > 1 ? 'Choose one answer' : undefined;
  const exclusive = choices.find((choice) => choice.exclusive && values.includes(choice.value));
  if (exclusive && values.length > 1)
    return `Choose “${exclusive.label}” on its own, or untick it and keep the others`;
  if (values.length && item.minSelected && values.length < item.minSelected && !exclusive)
    return `Choose at least ${item.minSelected}`;
  if (item.maxSelected && values.length > item.maxSelected) return `Choose ${item.maxSelected} at most`;
  return undefined;
}

function readScale(item: Item, fields: Fields, input: PageInput) {
  const given = all(fields[item.id]);
  if (!given.length) input.items[item.id] = null;
  else if (given.length === 1 && item.dontKnow && given[0] === DONT_KNOW) input.items[item.id] = DONT_KNOW;
  else {
    const point = item.points?.find((one) => given.length === 1 && String(one.value) === given[0]);
    if (point) input.items[item.id] = point.value;
    else input.problems[item.id] = 'Choose one of the answers listed';
  }
}

function readTyped(item: Item, fields: Fields, input: PageInput, today: string) {
  if (item.type === 'short_text' || item.type === 'long_text') {
    readText(item.id, 'text', item.id, item.maxLength!, fields, input);
    return;
  }
  const text = all(fields[item.id])[0];
  if (text === undefined) {
    input.items[item.id] = null;
    return;
  }
  const { value, problem } = item.type === 'number' ? readNumber(item, text) : readDate(item, text, today);
  if (problem) input.problems[item.id] = problem;
  else input.items[item.id] = value!;
}

function readNumber(item: Item, text: string): { value?: number; problem?: string } {
  const plain = text.replaceAll(',', '');
  const decimals = item.decimals ?? 0;
  const shape = decimals ? new RegExp(`^-?\\d+(\\.\\d{1,${decimals}})?$`) : /^-?\d+$/;
  if (!shape.test(plain))
    return {
      problem: decimals ? `Enter a number with up to ${decimals} decimal places` : 'Enter a whole number',
    };
  const value = Number(plain);
  return value < item.min! || value > item.max!
    ? { problem: `Enter a number from ${item.min} to ${item.max}` }
    : { value };
}

function readDate(item: Item, text: string, today: string): { value?: string; problem?: string } {
  const at = new Date(`${text}T00:00:00Z`);
  const real =
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
  if (!real) return { problem: 'Enter a date, for example 2026-11-24' };
  const latest = item.latest === 'today' ? today : item.latest;
  if (item.earliest && text < item.earliest) return { problem: `Enter a date from ${item.earliest}` };
  if (latest && text > latest) return { problem: `Enter a date up to ${latest}` };
  return { value: text };
}
