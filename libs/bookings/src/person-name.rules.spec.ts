import { isPersonName } from './person-name.rules.js';

describe('a person’s name', () => {
  it.each([
    'Ann',
    'Siân O’Neill-Booth',
    'Dr. J. R. Smith (she)',
    'José María de la Cruz y Ruiz',
    '李小龍',
    'Robin Sample 12 (sample)',
    'Henry Windsor, 3',
  ])('may be %s', (name) => expect(isPersonName(name)).toBe(true));

  it.each([
    '',
    '123',
    'Claim your prize at http://evil.example/win',
    'evil.example',
    'Ann www.evil.example',
    'Ring 01632 960021 now',
    'Ann <ann@evil.example>',
    'Ann\nBcc: someone',
    'Win £500',
    'a b c d e f g h',
    'A'.repeat(81),
    'Q"uote;CN=x:mailto:evil',
  ])('is not %j', (name) => expect(isPersonName(name)).toBe(false));
});
