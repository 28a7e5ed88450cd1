import { projectFile, projectPath } from '#platform';
import { schema } from './schema-cases.js';
import { writtenFile } from './written-file.js';

const worked = JSON.parse(projectFile('test/data/surveys/schema-cases.json')).cases;
const replay = (...cases: unknown[]) => schema(writtenFile({ cases }));

describe('instruments to accept or refuse', () => {
  it.each(schema(projectPath('test/data/surveys/schema-cases.json')).map((one) => [one.id, one] as const))(
    '%s',
    (_, { passed, got }) => expect([passed, got]).toEqual([true, expect.anything()]),
  );

  it('say what is wrong where the answer is another', () => {
    const [accepted, refused] = [worked[0], worked[1]];
    expect(replay({ ...accepted, valid: false }, { ...refused, valid: true })).toEqual([
      { id: accepted.name, expected: { valid: false }, got: { valid: true }, passed: false },
      {
        id: 'no version',
        expected: { valid: true },
        got: { valid: false, problems: ["/ must have required property 'version'"] },
        passed: false,
      },
    ]);
  });

  it('are judged by the schema alone, not by what publishing asks besides', () => {
    const twice = structuredClone(worked[0].instrument);
    twice.sections[1].items[0].id = twice.sections[0].items[0].id;
    expect(replay({ id: 's1', valid: true, instrument: twice })[0]).toMatchObject({ id: 's1', passed: true });
  });

  it('fail with a sentence where there is nothing to judge', () => {
    expect(
      replay({ valid: false }, { name: 'unsaid', instrument: {} }, { valid: false, instrument: null }),
    ).toEqual([
      { id: 'case 1', expected: { valid: false }, got: 'The case has no instrument.', passed: false },
      { id: 'unsaid', expected: null, got: 'The case does not say whether it is valid.', passed: false },
      {
        id: 'case 3',
        expected: { valid: false },
        got: { valid: false, problems: ['/ must be object'] },
        passed: true,
      },
    ]);
  });
});
