import type { Described } from './identity.rules.js';
import { RowMatcher } from './row-matcher.rules.js';

const of = (name: string, postcode: string | null = null, registerKey: string | null = null): Described => ({
  names: [name],
  postcode,
  registerKey,
});
const known = (id: string, described: Described) => ({ id, described });

describe('a row of a list', () => {
  const matcher = () => {
    const made = new RowMatcher();
    made.know([
      known('1', of('Acme Ltd', 'HX1 1UJ', 'company:01234567')),
      known('2', { ...of('Beta', 'HX1 1UJ'), names: ['Beta', 'Old Beta'] }),
      known('3', of('Gamma')),
      known('4', of('Kirkwood Hospice', 'HX5 9HT')),
      known('5', of('Kirkwood Hospice Ltd', 'HX5 9HT')),
      known('6', of('Delta Ltd', 'LS1 1AA')),
      known('7', of('Delta Ltd', 'BD1 1AA')),
    ]);
    return made;
  };
  const means = (row: Described, by = matcher()) => {
    const found = by.find(row);
    return found.is === 'one'
      ? found.meant.employerId
      : found.is === 'several'
        ? found.employerIds
        : undefined;
  };

  it.each([
    ['goes by number first, whatever the name', of('Zeta', 'LS1 1AA', 'company:01234567'), '1'],
    ['goes by name and place when it has no number', of('ACME LIMITED', 'HX1 1UJ'), '1'],
    ['goes by name and place when the record has none', of('Beta', 'HX1 1UJ', 'company:07654321'), '2'],
    ['never takes one number for another', of('Acme Ltd', 'HX1 1UJ', 'company:07654321'), undefined],
    [
      'never takes a charity for the company of the same digits',
      of('B', null, 'charity_sc:01234567'),
      undefined,
    ],
    ['knows other names', of('Old Beta', 'HX1 1UJ'), '2'],
    ['takes one name in two places for two', of('Beta', 'HX2 7TL'), undefined],
    ['without a postcode means one without', of('Gamma'), '3'],
    ['without a postcode means no short name that has one', of('Beta'), undefined],
    ['sees through slips at one postcode', of('Kirkwod Hospices', 'HX5 9HT'), ['4', '5']],
    ['may be any of several', of('KIRKWOOD HOSPICE', 'hx59ht'), ['4', '5']],
    ['is the one of them that is in its place', of('Delta Limited', 'BD1 1AA'), '7'],
    ['may be any of several elsewhere', of('Delta Limited', 'HX1 1UJ'), ['6', '7']],
  ])('%s', (_, row, expected) => {
    const found = means(row);
    expect(Array.isArray(found) ? found.sort() : found).toEqual(expected);
  });

  it('is found by later rows, with the number it brought, though the records are read anew', () => {
    const m = matcher();
    const first = of('New', 'HX1 1UJ');
    expect(means(first, m)).toBeUndefined();
    m.take(first, 2, 'new');
    const beta = of('Beta', 'HX1 1UJ', 'company:07654321');
    m.take(beta, 3, '2');
    m.know([known('2', of('Beta', 'HX1 1UJ')), known('new', first)]);
    expect(m.find(of('NEW', 'HX1 1UJ'))).toMatchObject({ is: 'one', meant: { employerId: 'new', line: 2 } });
    expect(m.find(of('Other name', null, 'company:07654321'))).toMatchObject({
      is: 'one',
      byNumber: true,
      meant: { employerId: '2', line: 3 },
    });
    // The record, too, is still known, by the row that meant it.
    expect(m.find(of('Beta', 'HX1 1UJ'))).toMatchObject({ meant: { line: 3 } });
    expect(means(of('Acme Ltd', 'HX1 1UJ'), m)).toBeUndefined();
  });
});
