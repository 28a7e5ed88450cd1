import { QueryFailedError } from 'typeorm';
import { CodedError } from './errors.js';
import { errorForLog, errorLine } from './logging.js';

const secret = 'jo@example.org';

describe('errorForLog', () => {
  it('keeps name, code and place, and nothing of the message', () => {
    const cause = Object.assign(new Error(`Key (email)=(${secret}) already exists`), { code: '23505' });
    const kept = errorForLog(new QueryFailedError(`INSERT … '${secret}'`, [secret], cause));
    expect(kept).toMatchObject({ name: 'QueryFailedError', code: '23505' });
    expect(kept.at?.[0]).toMatch(/^at .*logging\.spec/);
    expect(JSON.stringify(kept)).not.toContain(secret);
  });

  it('is not fooled by a message of many lines that looks like a stack', () => {
    const kept = errorForLog(new Error(`first\n    at ${secret}\n    at ${secret}`));
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(kept.at?.length).toBeGreaterThan(0);
  });

  it('knows our own codes, and what is no error', () => {
    expect(errorForLog(new CodedError('gone', 'access.link-ended', secret))).toMatchObject({
      name: 'CodedError',
      code: 'access.link-ended',
    });
    expect(errorForLog(secret)).toEqual({ name: 'string' });
  });
});

describe('errorLine', () => {
  it('says class, code and place in the program, and nothing of the message', () => {
    const line = errorLine(
      Object.assign(new TypeError(`${secret}\n    at libs/${secret}.ts:1`), { code: '23505' }),
    );
    expect(line).toMatch(/^TypeError 23505 at libs\/platform\/src\/logging\.spec\.[jt]s:\d+$/);
  });

  it('keeps no code that could be words, and knows what is no error', () => {
    expect(errorLine(Object.assign(new Error(secret), { code: secret, stack: '' }))).toBe('Error');
    expect(errorLine(secret)).toBe('string');
  });
});
