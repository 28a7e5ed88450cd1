import { instrumentSchemaProblems } from '#surveys';
import { idOf, isObject, type Kind, type Replayed, readJson, Unreadable } from './kind.js';

/**
 * Instruments of a file like test/data/surveys/schema-cases.json, each to be accepted or refused by
 * instrument.schema.json; what publishing asks beyond the schema is not asked here.
 */
export const schema: Kind = (path) => {
  const file = readJson(path);
  const cases = isObject(file) ? file['cases'] : undefined;
  if (!Array.isArray(cases)) throw new Unreadable(`${path} has no list cases.`);
  return cases.map((one: unknown, index): Replayed => {
    const id = idOf(one, index);
    if (!isObject(one) || typeof one['valid'] !== 'boolean')
      return { id, expected: null, got: 'The case does not say whether it is valid.', passed: false };
    const expected = { valid: one['valid'] };
    if (!('instrument' in one)) return { id, expected, got: 'The case has no instrument.', passed: false };
    const problems = instrumentSchemaProblems(one['instrument']).map(
      ({ at, problem }) => `${at || '/'} ${problem}`,
    );
    const valid = problems.length === 0;
    return { id, expected, got: valid ? { valid } : { valid, problems }, passed: valid === expected.valid };
  });
};
