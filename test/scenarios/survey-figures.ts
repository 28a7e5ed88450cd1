import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { analyse } from '#surveys';
import { isObject, type Kind, type Replayed, readJson, Unreadable } from './kind.js';
import { readFolder } from './survey-folder.js';

/** Figures are given to four decimals (docs/design/surveys.md, section 6). */
const TOLERANCE = 0.0001;
/** What others than the area's own may see: not part of the analysis. */
const OUTSIDE = 'outsideView';

/**
 * The analysis of a survey laid out as a folder like test/data/surveys/worked-example, figure by figure: each leaf of its
 * expected.json. Numbers are compared within 0.0001, the rest exactly. The settings are those the file says its figures
 * were made with.
 */
export const surveys: Kind = (folder) => {
  const expected = readJson(join(folder, 'expected.json'));
  if (!isObject(expected)) throw new Unreadable(`${join(folder, 'expected.json')} is no object.`);
  const { [OUTSIDE]: outside, ...figures } = expected;
  const seen = analyse({
    ...readFolder(folder),
    ...number('minimumMatched', figures['minimumMatched']),
    ...number('threshold', isObject(outside) ? outside['threshold'] : undefined),
  });
  return [...compared(figures, JSON.parse(JSON.stringify(seen)), '')];
};

const number = (name: string, given: unknown) => (typeof given === 'number' ? { [name]: given } : {});

/** Every leaf beside what was seen in its place; nothing there is null, and not what was expected. */
function* compared(expected: unknown, seen: unknown, path: string): Generator<Replayed> {
  const parts = typeof expected === 'object' && expected !== null ? Object.entries(expected) : [];
  for (const [key, value] of parts)
    yield* compared(value, (seen as Record<string, unknown> | null | undefined)?.[key], `${path}/${key}`);
  if (parts.length) return;
  yield { id: path, expected, got: seen ?? null, passed: seen !== undefined && same(expected, seen) };
}

const same = (expected: unknown, seen: unknown): boolean =>
  typeof expected === 'number' && typeof seen === 'number'
    ? Math.abs(seen - expected) <= TOLERANCE
    : isDeepStrictEqual(expected, seen);
