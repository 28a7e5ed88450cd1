import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectFile, projectPath } from '#platform';
import { minutesFor } from './effort.rules.js';
import { type Instrument, itemsOf } from './instrument.rules.js';
import { allPages } from './page.rules.js';
import { checkedInstrument, instrumentProblems, translationProblems } from './publishing.rules.js';

const { cases } = JSON.parse(readFileSync(projectPath('test/data/surveys/schema-cases.json'), 'utf8')) as {
  cases: { name: string; valid: boolean; instrument: unknown }[];
};

const small = (): Instrument => ({
  instrument: 'small',
  version: 1,
  locale: 'en-GB',
  title: 'Small',
  unit: 'employer',
  confidentiality: 'identified',
  estimatedMinutes: 1,
  choiceSets: {
    yes_no: [
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No' },
    ],
  },
  sections: [
    {
      id: 'one',
      title: 'One',
      items: [
        { id: 'a', type: 'single', label: 'A', required: true, choiceSet: 'yes_no' },
        { id: 'b', type: 'scale', label: 'B', required: false, points: points(1, 2, 3) },
        { id: 'c', type: 'scale', label: 'C', required: false, points: points(1, 2, 3) },
      ],
    },
    {
      id: 'two',
      title: 'Two',
      showIf: { item: 'a', op: 'eq', value: 'yes' },
      items: [{ id: 'd', type: 'number', label: 'D', required: false, min: 0, max: 9 }],
    },
  ],
  scoring: {
    scales: [
      {
        id: 's',
        label: 'S',
        method: 'mean',
        items: ['b', 'c'],
        minimumAnswered: 1,
        rescale: { from: [1, 3], to: [0, 100] },
      },
    ],
  },
});

function points(...values: number[]) {
  return values.map((value) => ({ value, label: `Point ${value}` }));
}

/** The problems of the small instrument after a change. */
const after = (change: (i: Instrument) => void): string[] => {
  const instrument = small();
  change(instrument);
  return instrumentProblems(instrument).map((p) => `${p.at} ${p.problem}`);
};

describe('the schema', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(15));
  it.each(cases)('$name: accepted $valid', ({ valid, instrument }) => {
    expect(instrumentProblems(instrument).length === 0).toBe(valid);
  });
  it.each(['employer-baseline.v1', 'employer-baseline.v2', 'charter-review.v1', 'training-feedback.v1'])(
    'the shipped %s may be published',
    (name) => {
      const file = JSON.parse(projectFile(`libs/surveys/data/instruments/${name}.json`));
      expect(instrumentProblems(file)).toEqual([]);
    },
  );
});

describe('version 2 of the employer baseline', () => {
  const [first, second] = [1, 2].map(
    (n) =>
      JSON.parse(projectFile(`libs/surveys/data/instruments/employer-baseline.v${n}.json`)) as Instrument,
  );
  it('asks what version 1 asks, in the same codes, and says that all of it may be compared', () => {
    // A translation may change every wording and nothing else; so may this version, but for its own marks.
    const { replaces, comparableItems, ...rest } = second!;
    const same = { ...rest, version: 1, closing: first!.closing, estimatedMinutes: first!.estimatedMinutes };
    expect(translationProblems(first!, same as Instrument)).toEqual([]);
    expect(replaces).toBe(1);
    expect(comparableItems).toEqual(itemsOf(first!).map((item) => item.id));
  });
  it('words questions and answers as version 1 does', () => {
    const words = (i: Instrument) => itemsOf(i).map(({ help: _, ...item }) => item);
    expect(words(second!)).toEqual(words(first!));
  });
  it('promises nothing that is not kept, and names the time the program works out', () => {
    const text = JSON.stringify(second);
    expect(text).not.toMatch(/summary|change this later|minutes\.|For each one/);
    expect(second!.estimatedMinutes).toBe(minutesFor(second!, allPages(second!)));
  });
});

describe('publishing', () => {
  it('accepts one that is right', () => expect(after(() => undefined)).toEqual([]));

  const refused: [string, (i: Instrument) => void, RegExp][] = [
    [
      'a repeated item id, over sections',
      (i) => (i.sections[1]!.items[0]!.id = 'b'),
      /item id b is repeated/,
    ],
    ['a repeated section id', (i) => (i.sections[1]!.id = 'one'), /section id one is repeated/],
    [
      'a repeated choice value',
      (i) => (i.choiceSets!['yes_no']![1]!.value = 'yes'),
      /choice yes is repeated/,
    ],
    [
      'a choice set that is not there',
      (i) => (i.sections[0]!.items[0]!.choiceSet = 'other'),
      /other is not declared/,
    ],
    [
      'a condition on a later item',
      (i) => (i.sections[0]!.items[0]!.showIf = { item: 'b', op: 'answered' }),
      /looks at b, which is not an earlier item/,
    ],
    [
      'a condition on the item itself',
      (i) => (i.sections[0]!.items[1]!.showIf = { not: { item: 'b', op: 'answered' } }),
      /looks at b/,
    ],
    [
      'a section that looks at its own item',
      (i) => (i.sections[1]!.showIf = { any: [{ all: [{ item: 'd', op: 'gte', value: 1 }] }] }),
      /sections\/1\/showIf looks at d/,
    ],
    [
      'exclusive outside multi, through a choice set',
      (i) => (i.choiceSets!['yes_no']![1]!.exclusive = true),
      /exclusive choice/,
    ],
    ['points with a gap', (i) => (i.sections[0]!.items[1]!.points = points(1, 3)), /not consecutive/],
    [
      'points from high to low',
      (i) => (i.sections[0]!.items[1]!.points = points(3, 2, 1)),
      /not consecutive/,
    ],
    [
      'a scale over different points',
      (i) => (i.sections[0]!.items[2]!.points = points(0, 1, 2)),
      /different points/,
    ],
    [
      'a scale over what has no points',
      (i) => i.scoring.scales[0]!.items.push('a'),
      /a is not an item with points/,
    ],
    [
      'a rescale that is not the ends',
      (i) => (i.scoring.scales[0]!.rescale.from = [0, 3]),
      /ends of its points, 1 and 3/,
    ],
    [
      'minimumAnswered below half',
      (i) => {
        i.sections[0]!.items.push({
          id: 'e',
          type: 'scale',
          label: 'E',
          required: false,
          points: points(1, 2, 3),
        });
        i.scoring.scales[0]!.items.push('e');
      },
      /below half/,
    ],
    [
      'minimumAnswered nobody can reach',
      (i) => (i.scoring.scales[0]!.minimumAnswered = 3),
      /more than it has items/,
    ],
    [
      'comparable items that are not there',
      (i) => Object.assign(i, { version: 2, replaces: 1, comparableItems: ['z'] }),
      /z is not an item/,
    ],
    ['a version that follows itself', (i) => (i.replaces = 1), /earlier version/],
  ];
  it.each(refused)('refuses %s', (_name, change, why) => {
    expect(after(change).join('\n')).toMatch(why);
  });

  it('throws a coded error that names the place', () => {
    const instrument = small();
    instrument.sections[0]!.items[1]!.points = points(1, 3);
    expect(() => checkedInstrument(instrument)).toThrow(
      expect.objectContaining({
        code: 'surveys.instrument-invalid',
        fields: expect.objectContaining({ '/sections/0/items/1': expect.stringContaining('consecutive') }),
      }),
    );
  });
});

describe('a translation', () => {
  it('may change every wording and nothing else', () => {
    const welsh = small();
    welsh.locale = 'cy-GB';
    welsh.title = 'Bach';
    welsh.sections[0]!.items[1]!.points![0]!.label = 'Pwynt 1';
    welsh.choiceSets!['yes_no']![0]!.label = 'Ie';
    expect(translationProblems(small(), welsh)).toEqual([]);
  });
  it.each<[string, (i: Instrument) => void, string]>([
    ['a missing item', (i) => i.sections[0]!.items.pop(), '/sections/0/items/2'],
    [
      'another choice value',
      (i) => (i.choiceSets!['yes_no']![0]!.value = 'ie'),
      '/choiceSets/yes_no/0/value',
    ],
    ['another condition', (i) => delete i.sections[1]!.showIf, '/sections/1/showIf'],
    [
      '"do not know" in one language only',
      (i) => (i.sections[0]!.items[1]!.dontKnow = '?'),
      '/sections/0/items/1/dontKnow',
    ],
  ])('is refused for %s', (_name, change, at) => {
    const translation = small();
    change(translation);
    expect(translationProblems(small(), translation).map((p) => p.at)).toContain(at);
  });
});
