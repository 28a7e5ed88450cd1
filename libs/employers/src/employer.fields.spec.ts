import { z } from 'zod';
import { importFields } from './columns.rules.js';
import type { Employer } from './employer.entity.js';
import { employerHeaders, fieldNames, plainFields, typedFields, visibleFields } from './employer.fields.js';

describe('the fields of an employer', () => {
  it('lets no header mean two columns', () => {
    const headers = Object.values(employerHeaders).flatMap((words) => words.split(/\s+/));
    expect(headers.filter((header, i) => headers.indexOf(header) !== i)).toEqual([]);
  });

  it('takes a form with a name only, and knows nothing of the rest', () => {
    const { name, tradingNames, ...rest } = z.object(typedFields).parse({ name: 'Hebble Trust' });
    expect({ name, tradingNames }).toEqual({ name: 'Hebble Trust', tradingNames: [''] });
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });

  it('has every plain field among the fields, and every field that lists bring among their columns', () => {
    expect(fieldNames).toEqual(expect.arrayContaining([...plainFields]));
    expect(importFields).toEqual(expect.arrayContaining(Object.keys(employerHeaders)));
  });

  it('shows partners what the access matrix calls employer.shared, and nobody the keys', () => {
    const employer = {
      ...Object.fromEntries(fieldNames.map((field) => [field, 'x'])),
      postcode: 'HX1 1UJ',
    } as unknown as Employer;
    expect(visibleFields(employer, true)).toEqual({
      name: 'x',
      tradingNames: 'x',
      sector: 'x',
      sizeBand: 'x',
      postcode: 'HX1',
    });
    const whole = visibleFields(employer, false);
    expect(whole).toMatchObject({ postcode: 'HX1 1UJ', address: 'x', legalForm: 'x' });
    expect(whole).not.toHaveProperty('nameKey');
  });
});
