import { type Described, identityOf } from './identity.rules.js';
import { BROAD, likeness, STRICT } from './matching.rules.js';

const of = (name: string, rest: Partial<Described> = {}) => identityOf({ names: [name], ...rest });
const here = { postcode: 'HX1 1UJ', address: '12 Dean Clough Mills, Halifax' };
const nextDoor = { postcode: 'HX1 1UJ', address: '40 Commercial Street, Halifax' };
const elsewhere = { postcode: 'LS1 4AP', address: '1 Wellington Street, Leeds' };
const verdict = (a: ReturnType<typeof of>, b: ReturnType<typeof of>) => {
  const { score } = likeness(a, b);
  expect(likeness(b, a).score).toBe(score);
  return score >= STRICT ? 'one' : score >= BROAD ? 'asked' : 'two';
};

describe('two descriptions', () => {
  it.each([
    // The number decides, whatever else is said.
    [
      of('Zeta', { registerKey: 'company:01234567' }),
      of('Acme', { registerKey: 'company:01234567', ...here }),
      'one',
    ],
    [
      of('Acme Ltd', { registerKey: 'company:01234567', ...here }),
      of('Acme Ltd', { registerKey: 'company:07654321', ...here }),
      'asked',
    ],
    [
      of('Acme Ltd', { registerKey: 'company:01234567', ...here }),
      of('Acme UK Ltd', { registerKey: 'company:07654321', ...here }),
      'two',
    ],
    [
      of('Acme Ltd', { registerKey: 'company:01234567', ...here }),
      of('Acme Limited', { registerKey: 'charity_ew:1234567', ...here }),
      'one',
    ],
    // Registered names are each there once; others may be another's elsewhere.
    [of('Acme Ltd', here), of('ACME LIMITED', elsewhere), 'one'],
    [of('Acme', here), of('ACME', elsewhere), 'asked'],
    [of('Acme', here), of('ACME', { postcode: 'HX1 2AB' }), 'one'],
    [of('Acme', here), of('ACME'), 'asked'],
    [of('Acme'), of('ACME'), 'one'],
    [of('St Mary’s Primary School', here), of('Saint Marys Primary School', elsewhere), 'asked'],
    [of('Leeds City Council', here), of('Leeds City Council', elsewhere), 'one'],
    // Legal forms.
    [of('Pavers plc', here), of('Pavers Limited', here), 'one'],
    [of('Pavers plc', here), of('Pavers Limited', elsewhere), 'asked'],
    [of('Irwin Mitchell LLP', here), of('Irwin Mitchell Limited', here), 'asked'],
    [of('Irwin Mitchell', here), of('Irwin Mitchell LLP', here), 'one'],
    // Slips.
    [of('Hebble Textiles', here), of('Hebble Texitles Ltd', here), 'one'],
    [of('Hebble Textiles Ltd', here), of('Hebble Texitles Ltd', elsewhere), 'asked'],
    [of('Vida Hall Ltd', here), of('Vida Hill Ltd', here), 'asked'],
    // One word more is another employer; somebody may be asked.
    [of('Teledyne Limited', here), of('Teledyne UK Limited', here), 'asked'],
    [of('Tesco Stores Limited', here), of('Tesco Personal Finance plc', here), 'asked'],
    [of('Tesco Stores Limited', here), of('Tesco Personal Finance plc', elsewhere), 'two'],
    [of('AKM North Ltd', here), of('AKM South Ltd', here), 'asked'],
    [of('118 Limited', here), of('119 Limited', here), 'two'],
    [of('Marshalls', here), of('Marshalls Group plc', elsewhere), 'asked'],
    [of('Airedale NHS Trust', here), of('Airedale NHS Foundation Trust', here), 'one'],
    [of('Bath Council', here), of('Bath District Council', here), 'one'],
    [of('Calderdale Council', here), of('Calderdale Metropolitan Borough Council', nextDoor), 'one'],
    [
      of('North East London NHS Foundation Trust', here),
      of('East London NHS Foundation Trust', elsewhere),
      'two',
    ],
    // Other names.
    [identityOf({ names: ['Agility Ltd', 'DSV GIL UK Ltd'] }), of('DSV GIL UK Limited', here), 'one'],
    [of('Acme Ltd (formerly Beta Ltd)', here), of('Beta Ltd', elsewhere), 'one'],
    [of('Royal Society for the Protection of Birds', here), of('RSPB', here), 'asked'],
    // What else leads to them.
    [
      of('Acme', { website: 'https://www.acme.co.uk/jobs' }),
      of('Acme', { emails: ['jo@acme.co.uk'], ...here }),
      'one',
    ],
    [of('Acme', { emails: ['a@gmail.com'] }), of('Beta', { emails: ['b@gmail.com'] }), 'two'],
    [of('Acme', { phones: ['01422 000111'] }), of('Beta', { phones: ['+44 (0)1422 000 111'] }), 'asked'],
    [of('Acme Ltd', here), of('Beta Ltd', here), 'two'],
    [of('', here), of('', here), 'two'],
  ] as const)('case %#', (a, b, expected) => expect(verdict(a, b)).toBe(expected));

  it('come with reasons', () => {
    expect(
      likeness(
        of('Hebble Textiles', { ...here, phones: ['01422 000111'] }),
        of('Hebble Texitles Ltd', { ...here, phones: ['(01422) 000 111'] }),
      ).reasons,
    ).toEqual([
      { code: 'spelt-alike' },
      { code: 'same-address' },
      { code: 'same-phone', value: '1422000111' },
    ]);
    expect(
      likeness(of('Tesco Stores Limited', here), of('Tesco Personal Finance plc', nextDoor)).reasons,
    ).toEqual([{ code: 'shared-words', words: ['tesco'] }, { code: 'same-postcode' }]);
  });
});
