import { blockingKeys } from './blocking.rules.js';
import { Clusters } from './clusters.rules.js';
import { type Described, identityOf } from './identity.rules.js';
import { likeness, STRICT } from './matching.rules.js';

const row = (name: string, rest: Partial<Described> = {}, year: number | null = null, now?: string) => ({
  identity: identityOf({ names: now ? [now, name] : [name], ...rest }),
  namesThen: identityOf({ names: [name] }).names,
  year,
});
const clustered = (...rows: ReturnType<typeof row>[]) => {
  const clusters = new Clusters(rows);
  return rows.map((_, i) => clusters.get(i).first);
};
const here = { postcode: 'HX1 1UJ', address: '12 Dean Clough Mills, Halifax' };
const elsewhere = { postcode: 'LS1 4AP', address: '1 Wellington Street, Leeds' };

describe('clusters', () => {
  it('hold what is one, by however many steps', () => {
    expect(
      clustered(
        row('Acme Ltd', here),
        row('Beta Ltd', here),
        row('ACME LIMITED', elsewhere),
        row('Acme Ltd'),
      ),
    ).toEqual([0, 1, 0, 0]);
    expect(
      clustered(
        row('Agility Ltd', here, 2017),
        row('DSV GIL Ltd', elsewhere, 2022),
        row('Agility Limited', here, 2019, 'DSV GIL Ltd'),
      ),
    ).toEqual([0, 0, 0]);
  });
  it('do not hold two numbers of one register, though a row between them has none', () => {
    expect(
      new Set(
        clustered(
          row('Acme Ltd', { ...here, registerKey: 'company:01234567' }),
          row('Acme Ltd', here),
          row('Acme Ltd', { ...here, registerKey: 'company:07654321' }),
        ),
      ).size,
    ).toBe(2);
  });
  it('do not hold two names of one year: then one took the other’s name', () => {
    expect(
      clustered(
        row('Acme Ltd', here, 2019, 'Beta Ltd'),
        row('Beta Ltd', here, 2019),
        row('Beta Ltd', here, 2022),
      ),
    ).toEqual([0, 1, 1]);
  });
  it('do not hold what only a chain of slips brings together', () => {
    const slips = ['Harlandia Ltd', 'Harlendia Ltd', 'Harlendio Ltd'].map((name) => row(name, here));
    expect(clustered(slips[0]!, slips[1]!)).toEqual([0, 0]);
    expect(clustered(slips[1]!, slips[2]!)).toEqual([0, 0]);
    expect(new Set(clustered(...slips)).size).toBe(2);
  });
  it('over years, hold a slip of another year only', () => {
    expect(clustered(row('Espresso Ltd', here, 2024), row('Expresso Ltd', here, 2024))).toEqual([0, 1]);
    expect(clustered(row('Espresso Ltd', here, 2023), row('Expresso Ltd', here, 2024))).toEqual([0, 0]);
  });
  it('over years, hold a name that moved, unless a year has it twice', () => {
    const years = [2017, 2018, 2019].map((year) => row('Acme Ltd', here, year));
    expect(clustered(...years, row('Scope', here, 2017), row('Scope', elsewhere, 2018))).toEqual([
      0, 0, 0, 3, 3,
    ]);
    expect(clustered(...years, row('Scope', here, 2017), row('Scope', elsewhere, 2017))).toEqual([
      0, 0, 0, 3, 4,
    ]);
    expect(clustered(row('Scope', here), row('Scope', elsewhere))).toEqual([0, 1]);
  });
  it('leave rows that say nothing alone', () => {
    expect(clustered(row(''), row(''), row('&', here), row('&', here))).toEqual([0, 1, 2, 3]);
  });
  it('are found however many have one name', () => {
    const many = Array.from({ length: 1000 }, (_, i) =>
      row('Acme Ltd', { postcode: 'HX1 1UJ', address: `Unit ${i}` }),
    );
    expect(new Set(clustered(...many)).size).toBe(1);
  });
});

describe('blocking', () => {
  it.each([
    [row('Hebble Textiles Ltd', here), row('Hebble Texitles', here)],
    [row('Acme Ltd', here), row('ACME LIMITED', elsewhere)],
    [row('Royal Papworth Hospital', here), row('Hospital Royal Papworth', here)],
    [row('Multi Academy Trust', here), row('MultiAcademy Trust', here)],
    [row('Bath Council', here), row('Bath District Council', here)],
    [row('Zeta', { registerKey: 'company:01234567' }), row('Acme', { registerKey: 'company:01234567' })],
  ])('brings pair %# together', (a, b) => {
    expect(likeness(a.identity, b.identity).score).toBeGreaterThanOrEqual(STRICT);
    const keys = new Set(blockingKeys(a.identity));
    expect(blockingKeys(b.identity).some((key) => keys.has(key))).toBe(true);
  });
});
