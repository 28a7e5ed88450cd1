import { adviceOn, type ChangeKind, tellWords } from './advice.rules.js';

const ada = { name: 'Ada Admin', email: 'ada@example.org' };
const bea = { name: 'Bea Boss', email: 'bea@example.org' };
const telephone = '01422 000000, Monday to Friday';

describe('what the owner of a changed account is advised', () => {
  it('names whom to tell, and how to reach them', () => {
    expect(tellWords({ people: [ada, bea], telephone })).toBe(
      'Ada Admin (ada@example.org) or Bea Boss (bea@example.org), telephone 01422 000000, Monday to Friday',
    );
    expect(tellWords({ people: [ada] })).toBe('Ada Admin (ada@example.org)');
    expect(tellWords({ people: [], telephone })).toContain('the network, telephone 01422');
    expect(tellWords({ people: [] })).toBe('whoever runs the program');
  });

  it.each<[ChangeKind, boolean]>([
    ['sign-in', true],
    ['address-asked', true],
    ['address', false],
    ['ended', false],
    ['by-others', false],
  ])('of %s: choose a new password only where that helps (%s)', (kind, helps) => {
    const advice = adviceOn(kind, { people: [ada] });
    expect(advice.includes('choose a new password')).toBe(helps);
    expect(advice).toContain('Ada Admin (ada@example.org)');
  });
});
