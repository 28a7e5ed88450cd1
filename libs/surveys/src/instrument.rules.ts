/**
 * What an instrument is, and which of its items a person is shown for the answers given so far.
 * Shape: libs/surveys/data/instrument.schema.json; whether one may be published: publishing.rules.ts.
 */

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { item: string; op: 'answered' }
  | { item: string; op: 'eq' | 'includes'; value: string | number }
  | { item: string; op: 'gte' | 'lte'; value: number }
  | { item: string; op: 'in'; value: (string | number)[] };

export interface Choice {
  value: string;
  label: string;
  help?: string;
  /** Multi only: choosing it clears the others. */
  exclusive?: true;
  /** Opens a short text, stored apart as free text. */
  shortTextAllowed?: true;
}

export interface Point {
  value: number;
  label: string;
  /** What one would see at this level. */
  anchor?: string;
}

export type ItemType = 'single' | 'multi' | 'scale' | 'number' | 'short_text' | 'long_text' | 'date';
export type Prefill = 'respondent.role' | 'employer.sector' | 'employer.headcount_band';

export interface Item {
  id: string;
  type: ItemType;
  label: string;
  help?: string;
  required: boolean;
  showIf?: Condition;
  prefill?: Prefill;
  breakdown?: false;
  choices?: Choice[];
  choiceSet?: string;
  minSelected?: number;
  maxSelected?: number;
  points?: Point[];
  /** Label of the answer stored as `dk`. */
  dontKnow?: string;
  reverse?: true;
  min?: number;
  max?: number;
  decimals?: number;
  suffix?: string;
  maxLength?: number;
  earliest?: string;
  latest?: string;
}

export interface Section {
  id: string;
  title: string;
  intro?: string;
  showIf?: Condition;
  items: Item[];
}

export interface ScaleScore {
  id: string;
  label: string;
  method: 'mean';
  items: string[];
  minimumAnswered: number;
  rescale: { from: [number, number]; to: [0, 100] };
  higherIs?: 'better';
}

export interface Instrument {
  instrument: string;
  version: number;
  locale: string;
  title: string;
  intro?: string;
  closing?: string;
  unit: 'employer' | 'person';
  confidentiality: 'identified' | 'pseudonymous';
  estimatedMinutes: number;
  replaces?: number;
  comparableItems?: string[];
  choiceSets?: Record<string, Choice[]>;
  sections: Section[];
  scoring: {
    scales: ScaleScore[];
    differences?: { id: string; label: string; from: string; to: string }[];
  };
}

/** Said they do not know: counted in the distribution, never scored. */
export const DONT_KNOW = 'dk';

/**
 * One answer. single, texts and date: text; multi: the values chosen; scale: the point as given (not turned) or `dk`;
 * number: a number.
 */
export type Answer = string | number | string[];
/** Answers by item id. Missing: no entry, an empty text or an empty list. */
export type Answers = Readonly<Record<string, Answer | null | undefined>>;

/** All items in their order, whatever section they stand in. */
export const itemsOf = (instrument: Instrument): Item[] =>
  instrument.sections.flatMap((section) => section.items);

/** The choices of a single or multi item, wherever they are declared; none for other types. */
export const choicesOf = (instrument: Instrument, item: Item): Choice[] =>
  item.choices ?? (item.choiceSet ? (instrument.choiceSets?.[item.choiceSet] ?? []) : []);

/** Blank is missing; `dk` is an answer, and so is the choice "none". */
export const isAnswered = (answer: Answer | null | undefined): answer is Answer =>
  answer !== undefined && answer !== null && (Array.isArray(answer) ? answer.length > 0 : answer !== '');

/**
 * Whether a condition holds. `answers` holds only what was shown: an item not shown or not answered makes every test
 * on it false, except under `not`.
 */
export function holds(condition: Condition, answers: Answers): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, answers));
  if ('any' in condition) return condition.any.some((part) => holds(part, answers));
  if ('not' in condition) return !holds(condition.not, answers);
  const answer = answers[condition.item];
  if (!isAnswered(answer)) return false;
  switch (condition.op) {
    case 'answered':
      return true;
    case 'eq':
      return Array.isArray(answer)
        ? answer.length === 1 && answer[0] === condition.value
        : answer === condition.value;
    case 'includes':
      return Array.isArray(answer) ? answer.some((v) => v === condition.value) : answer === condition.value;
    case 'in':
      return Array.isArray(answer)
        ? answer.some((v) => condition.value.includes(v))
        : condition.value.includes(answer);
    case 'gte':
      return typeof answer === 'number' && answer >= condition.value;
    case 'lte':
      return typeof answer === 'number' && answer <= condition.value;
  }
}

/**
 * Ids of the items shown for these answers. Goes in order and believes an answer only while its item is shown, so a
 * chain of conditions collapses with its first link.
 */
export function shownItems(instrument: Instrument, answers: Answers): Set<string> {
  const shown = new Set<string>();
  const seen: Record<string, Answer> = {};
  for (const section of instrument.sections) {
    if (section.showIf && !holds(section.showIf, seen)) continue;
    for (const item of section.items) {
      if (item.showIf && !holds(item.showIf, seen)) continue;
      shown.add(item.id);
      const answer = answers[item.id];
      if (isAnswered(answer)) seen[item.id] = answer;
    }
  }
  return shown;
}

/** The answers that count on submission: those to items shown. What a hidden item held is dropped. */
export function shownAnswers(instrument: Instrument, answers: Answers): Record<string, Answer> {
  const kept: Record<string, Answer> = {};
  for (const id of shownItems(instrument, answers)) {
    const answer = answers[id];
    if (isAnswered(answer)) kept[id] = answer;
  }
  return kept;
}
