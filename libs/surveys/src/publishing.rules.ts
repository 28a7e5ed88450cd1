import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { CodedError, projectFile } from '#platform';
import {
  type Choice,
  type Condition,
  choicesOf,
  type Instrument,
  type Item,
  itemsOf,
} from './instrument.rules.js';

/** Something that stops an instrument from being published: where, and what, in plain English. */
export interface InstrumentProblem {
  /** Path in the file, e.g. `/sections/0/items/2`; empty for the whole. */
  at: string;
  problem: string;
}

let schema: ValidateFunction | undefined;

function instrumentSchema(): ValidateFunction {
  if (!schema) {
    const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
    addFormats.default(ajv);
    schema = ajv.compile(JSON.parse(projectFile('libs/surveys/data/instrument.schema.json')));
  }
  return schema;
}

/** What instrument.schema.json has against it. Empty: it has the shape of one. */
export function instrumentSchemaProblems(candidate: unknown): InstrumentProblem[] {
  const valid = instrumentSchema();
  if (valid(candidate)) return [];
  return (valid.errors ?? []).map((e) => ({
    at: e.instancePath,
    problem: `${e.message ?? e.keyword}${'additionalProperty' in e.params ? ` (${e.params.additionalProperty})` : ''}`,
  }));
}

/** Everything wrong with it: first against the schema, then the rules a schema cannot state. Empty: publishable. */
export function instrumentProblems(candidate: unknown): InstrumentProblem[] {
  const problems = instrumentSchemaProblems(candidate);
  return problems.length ? problems : publishingProblems(candidate as Instrument);
}

/** The instrument, once checked. Throws `surveys.instrument-invalid` with one field per place. */
export function checkedInstrument(candidate: unknown): Instrument {
  const problems = instrumentProblems(candidate);
  if (problems.length)
    throw new CodedError(
      'invalid',
      'surveys.instrument-invalid',
      `This questionnaire cannot be used: ${problems.map((p) => `${p.at || '/'} ${p.problem}`).join('; ')}`,
      Object.fromEntries(problems.map((p) => [p.at || '/', p.problem])),
    );
  return candidate as Instrument;
}

/** The rules of publishing beyond the schema. */
function publishingProblems(instrument: Instrument): InstrumentProblem[] {
  const found: InstrumentProblem[] = [];
  const say = (at: string, problem: string) => found.push({ at, problem });
  for (const id of repeated(instrument.sections.map((s) => s.id)))
    say('/sections', `section id ${id} is repeated`);
  for (const id of repeated(itemsOf(instrument).map((i) => i.id)))
    say('/sections', `item id ${id} is repeated`);
  for (const [name, choices] of Object.entries(instrument.choiceSets ?? {}))
    for (const value of repeatedValues(choices)) say(`/choiceSets/${name}`, `choice ${value} is repeated`);

  const earlier = new Set<string>();
  const onlyEarlier = (at: string, condition: Condition | undefined) => {
    for (const id of condition ? namedIn(condition) : [])
      if (!earlier.has(id)) say(`${at}/showIf`, `looks at ${id}, which is not an earlier item`);
  };
  instrument.sections.forEach((section, s) => {
    onlyEarlier(`/sections/${s}`, section.showIf);
    section.items.forEach((item, i) => {
      const at = `/sections/${s}/items/${i}`;
      onlyEarlier(at, item.showIf);
      for (const problem of itemProblems(instrument, item)) say(at, problem);
      earlier.add(item.id);
    });
  });
  found.push(...scoringProblems(instrument), ...versionProblems(instrument));
  return found;
}

function itemProblems(instrument: Instrument, item: Item): string[] {
  const found: string[] = [];
  const choices = choicesOf(instrument, item);
  if (item.choiceSet && !instrument.choiceSets?.[item.choiceSet])
    found.push(`choice set ${item.choiceSet} is not declared`);
  for (const value of repeatedValues(item.choices ?? [])) found.push(`choice ${value} is repeated`);
  if (item.type !== 'multi' && choices.some((c) => c.exclusive))
    found.push('an exclusive choice only makes sense where several may be chosen');
  if (item.points?.some((p, i) => p.value !== item.points![0]!.value + i))
    found.push('points are not consecutive, lowest first');
  if (item.min !== undefined && item.max !== undefined && item.min > item.max) found.push('min is above max');
  if (item.minSelected && item.maxSelected && item.minSelected > item.maxSelected)
    found.push('minSelected is above maxSelected');
  if (item.earliest && item.latest && item.latest !== 'today' && item.earliest > item.latest)
    found.push('earliest is after latest');
  return found;
}

function scoringProblems(instrument: Instrument): InstrumentProblem[] {
  const found: InstrumentProblem[] = [];
  const items = new Map(itemsOf(instrument).map((item) => [item.id, item]));
  const { scales, differences = [] } = instrument.scoring;
  for (const id of repeated([...scales, ...differences].map((s) => s.id)))
    found.push({ at: '/scoring', problem: `id ${id} is repeated` });
  scales.forEach((scale, n) => {
    const say = (problem: string) => found.push({ at: `/scoring/scales/${n}`, problem });
    const points = scale.items.map((id) => items.get(id)?.points?.map((p) => p.value));
    scale.items.forEach((id, i) => {
      if (!points[i]) say(`${id} is not an item with points`);
    });
    const known = points.filter((p) => p !== undefined);
    if (known.some((p) => p.join() !== known[0]!.join())) say('its items have different points');
    const [low, high] = scale.rescale.from;
    if (known[0] && (low !== known[0][0] || high !== known[0].at(-1)))
      say(`rescale.from should be the ends of its points, ${known[0][0]} and ${known[0].at(-1)}`);
    if (scale.minimumAnswered < Math.ceil(scale.items.length / 2))
      say('minimumAnswered is below half of its items');
    if (scale.minimumAnswered > scale.items.length) say('minimumAnswered is more than it has items');
  });
  differences.forEach((difference, n) => {
    for (const id of [difference.from, difference.to])
      if (!items.has(id) && !scales.some((s) => s.id === id))
        found.push({ at: `/scoring/differences/${n}`, problem: `${id} is neither an item nor a scale` });
  });
  return found;
}

function versionProblems(instrument: Instrument): InstrumentProblem[] {
  const found: InstrumentProblem[] = [];
  const ids = new Set(itemsOf(instrument).map((item) => item.id));
  if (instrument.replaces !== undefined && instrument.replaces >= instrument.version)
    found.push({ at: '/replaces', problem: 'should be an earlier version' });
  if (instrument.comparableItems && instrument.replaces === undefined)
    found.push({ at: '/comparableItems', problem: 'needs replaces: comparable with which version?' });
  for (const id of instrument.comparableItems ?? [])
    if (!ids.has(id)) found.push({ at: '/comparableItems', problem: `${id} is not an item` });
  return found;
}

/** What a translation may change; everything else must be the same. */
const WORDING = new Set([
  'locale',
  'title',
  'intro',
  'closing',
  'label',
  'help',
  'anchor',
  'dontKnow',
  'suffix',
]);

/** Where a translation differs from its original in more than wording. Empty: the same structure. */
export function translationProblems(original: Instrument, translation: Instrument): InstrumentProblem[] {
  const found: InstrumentProblem[] = [];
  const compare = (a: unknown, b: unknown, at: string) => {
    if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
      if (Array.isArray(a) !== Array.isArray(b)) found.push({ at, problem: 'differs in structure' });
      else
        for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
          const [x, y] = [(a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]];
          const wording = WORDING.has(key) && [x, y].every((v) => v === undefined || typeof v === 'string');
          // A wording may be another one, but one language cannot have a "do not know" that the other lacks.
          if (!wording) compare(x, y, `${at}/${key}`);
          else if (key === 'dontKnow' && (x === undefined) !== (y === undefined))
            found.push({ at: `${at}/${key}`, problem: 'is there in one language only' });
        }
    } else if (a !== b) found.push({ at, problem: 'differs from the original' });
  };
  compare(original, translation, '');
  return found;
}

const repeated = (values: string[]): string[] => [
  ...new Set(values.filter((value, i) => values.indexOf(value) !== i)),
];

const repeatedValues = (choices: Choice[]): string[] => repeated(choices.map((c) => c.value));

function namedIn(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(namedIn);
  if ('any' in condition) return condition.any.flatMap(namedIn);
  if ('not' in condition) return namedIn(condition.not);
  return [condition.item];
}
