import { projectFile } from '#platform';
import { decideCase, instantText, readContactCases } from './contact-cases.js';

const text = projectFile('test/data/automation/cases.json');

describe('the worked decisions', () => {
  const cases = readContactCases(text);

  it('are sixty', () => expect(cases).toHaveLength(60));
  it.each(cases.map((one) => [`${one.id} ${one.name}`, one] as const))('%s', (_, one) => {
    const { sentence, ...answer } = decideCase(one);
    expect({ ...answer, until: instantText(answer.until) }).toEqual(one.expected);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(/undefined|null|_/);
  });
});
