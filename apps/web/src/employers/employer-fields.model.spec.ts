import { type EmployerField, importFields, typedFields } from '#employers';
import { comparedAs, formFields, importLabels, toldAs } from './employer-fields.model.js';

describe('the words for the fields of an employer', () => {
  it('has words for every column a list can hold', () =>
    expect(Object.keys(importLabels).sort()).toEqual([...importFields].sort()));

  it('asks on the form for exactly what it takes', () => {
    const asked: EmployerField[] = formFields({}).map(({ name }) => name);
    expect(asked.sort()).toEqual((Object.keys(typedFields) as EmployerField[]).sort());
  });

  it('keeps a legal form that a list brought among the choices', () => {
    const items = (held: string) =>
      formFields({ legalForm: held })
        .find(({ name }) => name === 'legalForm')
        ?.items?.map(({ text }) => text);
    expect(items('Royal charter body')).toContain('Royal charter body');
    expect(items('')).not.toContain('Royal charter body');
  });

  it('names a field in the middle of a sentence, and leaves out what follows from another', () => {
    expect(['website', 'sicCodes', 'tradingNames', 'nameKey', 'sizeBand'].map(toldAs)).toEqual([
      'website',
      'SIC codes',
      'trading names',
      undefined,
      undefined,
    ]);
    expect(comparedAs('tradingNames')).toBe('Also known as');
    expect(comparedAs('tradingKeys')).toBeUndefined();
  });
});
