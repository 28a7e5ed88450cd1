import { projectFile } from '#platform';
import { parseCsv } from './csv.rules.js';
import { Geography } from './geography.js';

describe('the districts of postcodes', () => {
  it('name each authority by its code: one name for one code', () => {
    const names = new Map<string, Set<string>>();
    for (const { cells } of [
      ...parseCsv(projectFile('libs/employers/data/postcode-districts.csv'), ','),
    ].slice(1))
      if (cells[6]) names.set(cells[6], (names.get(cells[6]) ?? new Set()).add(cells[5]!));
    expect(names.size).toBeGreaterThan(300);
    expect([...names].filter(([, all]) => all.size > 1)).toEqual([]);
  });

  it.each([
    ['BD16', 'Bradford'],
    ['BD23', 'North Yorkshire'],
    ['CB8', 'West Suffolk'],
    ['HX1', 'Calderdale'],
  ])('%s lies in %s', (outward, name) => expect(new Geography().place(outward).authorityName).toBe(name));
});
