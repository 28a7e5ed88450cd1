import { type Candidate, type Known, Matcher } from './match.rules.js';
import { nameKey } from './matching/name-key.rules.js';

const known = (
  id: string,
  name: string,
  postcode: string | null,
  registerKey: string | null,
  trading: string[] = [],
): Known => ({
  id,
  nameKey: nameKey(name),
  tradingKeys: trading.map(nameKey),
  postcode,
  registerKey,
});
const row = (name: string, postcode: string | null, registerKey: string | null = null): Candidate => ({
  nameKeys: [nameKey(name)],
  postcode,
  registerKey,
});

describe('Matcher', () => {
  const matcher = () =>
    new Matcher([
      known('1', 'Acme Ltd', 'HX1 1UJ', 'company:01234567'),
      known('2', 'Beta', 'HX1 1UJ', null, ['Old Beta']),
      known('3', 'Gamma', null, null),
    ]);
  const find = (candidate: Candidate) => matcher().find(candidate)?.employerId;

  it('goes by number first, whatever the name', () =>
    expect(find(row('Zeta', 'LS1 1AA', 'company:01234567'))).toBe('1'));
  it('goes by name and place when the row has no number', () =>
    expect(find(row('ACME LIMITED', 'HX1 1UJ'))).toBe('1'));
  it('goes by name and place when the record has none', () =>
    expect(find(row('Beta', 'HX1 1UJ', 'company:07654321'))).toBe('2'));
  it('never takes one number for another', () =>
    expect(find(row('Acme', 'HX1 1UJ', 'company:07654321'))).toBeUndefined());
  it('never takes a charity for the company of the same digits', () =>
    expect(
      new Matcher([known('1', 'A', null, 'company:SC012345')]).find(row('B', null, 'charity_sc:SC012345')),
    ).toBeUndefined());
  it('knows other names', () => expect(find(row('Old Beta', 'HX1 1UJ'))).toBe('2'));
  it('takes one name in two places for two', () => expect(find(row('Beta', 'HX2 7TL'))).toBeUndefined());
  it('matches those without a postcode only with their like', () => {
    expect(find(row('Gamma', null))).toBe('3');
    expect(find(row('Gamma', 'HX1 1UJ'))).toBeUndefined();
    expect(find(row('Beta', null))).toBeUndefined();
  });
  it('remembers the rows before, and the numbers they brought', () => {
    const m = matcher();
    const first = { ...row('New', 'HX1 1UJ'), line: 2 };
    m.take(first, m.find(first));
    expect(m.find(row('New', 'HX1 1UJ'))).toMatchObject({ line: 2 });
    const beta = { ...row('Beta', 'HX1 1UJ', 'company:07654321'), line: 3 };
    m.take(beta, m.find(beta));
    expect(m.find(row('Other name', null, 'company:07654321'))).toMatchObject({ employerId: '2', line: 3 });
  });
});
