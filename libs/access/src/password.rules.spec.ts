import { passwordProblem } from './password.rules.js';

describe('a password', () => {
  const names = ['Sam Sample', 'sam.sample@calderdale.example'];

  it.each(['otter lamp ninety river', 'Tq7#vLp29!xZ', 'ünder dem Birnbaum', 'Calderdale swims on Tuesdays'])(
    'may be %s',
    (password) => expect(passwordProblem(password, names)).toBeUndefined(),
  );

  it('needs 12 characters, and may have 128', () => {
    expect(passwordProblem('otter lamp9')).toContain('12 characters or more');
    expect(passwordProblem('otter lamp 9')).toBeUndefined();
    expect(passwordProblem('wxyz '.repeat(40))).toContain('128 characters or fewer');
    // Counted as people count: an emoji is one.
    expect(passwordProblem('🦦'.repeat(5) + 'abcd')).toContain('12 characters or more');
  });

  it.each([
    'passwordpassword',
    'Password1234',
    'P@ssw0rd2026!',
    'qwertyuiop123',
    '123456789012',
    'aaaaaaaaaaaa',
    'abababababab',
    'abcdefghijklmno',
    'letmein!letmein!',
    'Welcome2026!!',
    'changeme-changeme',
    'zaq12wsxcde3',
    'trustno1trustno1',
    'Winter2026winter',
    'NHSpassword1',
  ])('may not be as common as %s', (password) =>
    expect(passwordProblem(password, names)).toMatch(/common|name of this program/),
  );

  it.each([
    'SamSample2026',
    'sam.sample.123',
    'MindfulEmployer1',
    'mindful-employer-crm',
    'calderdale-sam-1',
  ])('may not be made of names, as %s is', (password) =>
    expect(passwordProblem(password, names)).toContain('not made of your name'),
  );
});
