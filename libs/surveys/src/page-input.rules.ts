import {
  type Answer,
  type Choice,
  choicesOf,
  DONT_KNOW,
  type Instrument,
  type Item,
  isAnswered,
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
  /** What could be read; an item that could not is not among them. */
  items: Record<string, Answer | null>;
  texts: TextChange[];
  problems: Record<string, string>;
}

/** Names of the fields beside an item's own. No item id holds a double underscore, so they never meet one. */
export const commentField = (itemId: string): string => `${itemId}__comment`;
export const choiceTextField = (itemId: string, value: string): string => `${itemId}__${value}`;
/** The item a field belongs to. */
export const itemOfField = (field: string): string => field.split('__')[0]!;

/** Reads a page's fields by the rules of its items, required ones included. `today` is the London day. */
export function readPage(instrument: Instrument, page: SurveyPage, fields: Fields, today: string): PageInput {
  const input: PageInput = { items: {}, texts: [], problems: {} };
  for (const item of page.items) {
    if (item.type === 'single' || item.type === 'multi') readChoices(instrument, item, fields, input);
    else if (item.type === 'scale') readScale(item, fields, input);
    else readTyped(item, fields, input, today);
    if (page.standard) readText(item.id, 'comment', commentField(item.id), fields, input);
  }
  input.problems = { ...pageProblems(instrument, page, input.items, input.texts), ...input.problems };
  return input;
}

/**
 * What is wrong with a page as read or as saved, by name of the field: it asks for an answer and has none, texts are too
 * long, choices do not go together. Back and "come back later" save it all the same; sending it in does not.
 */
export function pageProblems(
  instrument: Instrument,
  page: SurveyPage,
  items: Readonly<Record<string, Answer | null | undefined>>,
  texts: readonly TextChange[],
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const item of page.items) {
    const textOf = (part: string) =>
      texts.find((one) => one.itemId === item.id && one.part === part)?.text ?? '';
    const tooLong = (field: string, part: string, what: string, most: number) => {
      const { length } = textOf(part);
      if (length > most)
        problems[field] =
          `Shorten ${what} to ${most.toLocaleString('en-GB')} characters; it has ${length.toLocaleString('en-GB')}`;
    };
    const typed = item.type.endsWith('_text');
    const answer = typed ? textOf('text') : items[item.id];
    const chosen = Array.isArray(answer) ? answer : isAnswered(answer) ? [String(answer)] : [];
    if (typed) tooLong(item.id, 'text', `your answer to “${item.label}”`, item.maxLength!);
    if (page.standard)
      tooLong(commentField(item.id), 'comment', `your comment on “${item.label}”`, COMMENT_LENGTH);
    const choices = choicesOf(instrument, item);
    for (const choice of choices.filter((one) => one.shortTextAllowed)) {
      const field = choiceTextField(item.id, choice.value);
      const part = `choice:${choice.value}`;
      tooLong(field, part, `what you wrote beside “${choice.label}”`, CHOICE_TEXT_LENGTH);
      const other = choices.find((one) => one.value === chosen[0]);
      if (textOf(part) && other && !chosen.includes(choice.value))
        problems[field] ??= besideAnother(choice, other);
    }
    const problem = choiceProblem(item, choices, chosen);
    if (problem) problems[item.id] = problem;
    else if (item.required && !isAnswered(answer)) problems[item.id] = neededWords(item);
  }
  return problems;
}

const besideAnother = (choice: Choice, chosen: Choice): string =>
  `You chose “${chosen.label}” and wrote beside “${choice.label}”. Choose “${choice.label}”, or delete what you wrote`;

const neededWords = (item: Item): string =>
  item.type === 'single' || item.type === 'multi' || item.type === 'scale'
    ? `Choose an answer to “${item.label}”`
    : `Enter an answer to “${item.label}”`;

const all = (value: string | string[] | undefined): string[] =>
  (value === undefined ? [] : [value].flat()).map((one) => one.trim()).filter((one) => one !== '');

function readText(itemId: string, part: string, field: string, fields: Fields, input: PageInput) {
  const text = all(fields[field]).join('\n').replaceAll('\r\n', '\n');
  input.texts.push({ itemId, part, text: text || null });
}

function readChoices(instrument: Instrument, item: Item, fields: Fields, input: PageInput) {
  const choices = choicesOf(instrument, item);
  const chosen = new Set(all(fields[item.id]));
  for (const choice of choices.filter((one) => one.shortTextAllowed)) {
    const field = choiceTextField(item.id, choice.value);
    // Words typed beside a choice say that it is meant, unless another one was picked where only one may be.
    if (all(fields[field]).length && (item.type === 'multi' || !chosen.size)) chosen.add(choice.value);
    readText(item.id, `choice:${choice.value}`, field, fields, input);
  }
  const values = choices.map((choice) => choice.value).filter((value) => chosen.has(value));
  if (values.length < chosen.size) input.problems[item.id] = 'Choose from the answers listed';
  else if (item.type === 'single' && values.length > 1) input.problems[item.id] = 'Choose one answer';
  else input.items[item.id] = !values.length ? null : item.type === 'multi' ? values : values[0]!;
}

function choiceProblem(item: Item, choices: Choice[], values: string[]): string | undefined {
  if (item.type !== 'multi') return undefined;
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
    readText(item.id, 'text', item.id, fields, input);
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
