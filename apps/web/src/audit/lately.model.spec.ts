import { describe, expect, it } from '@jest/globals';
import type { AuditLine } from '#access';
import { lately } from './lately.model.js';

const at = new Date('2026-11-24T09:00:00Z');
const line = (verb: string, more: Partial<AuditLine> = {}) =>
  ({ at, resource: 'sign_in_session', verb, reason: null, changes: null, ...more }) as AuditLine;

describe('what happened lately', () => {
  it('says how somebody came in, and what was set up', () => {
    expect(
      lately(
        [
          line('signed-in', { reason: 'passkey alone' }),
          line('create', { resource: 'second_factor', changes: { passkey: [null, 'Work laptop'] } }),
          line('delete', { resource: 'second_factor', changes: { passkey: ['Phone', null] } }),
          line('code-used', { resource: 'second_factor', changes: { codes: ['8 left', '7 left'] } }),
        ],
        9,
      ).map(({ what, how }) => [what, how]),
    ).toEqual([
      ['Signed in', 'With a passkey'],
      ['Set up a second factor', 'Work laptop'],
      ['Took a second factor away', 'Phone'],
      ['Used a recovery code', '7 left'],
    ]);
  });

  it('puts tries that failed together, and no others', () => {
    const rows = lately(
      [line('sign-in-failed'), line('sign-in-failed'), line('signed-in'), line('sign-in-failed')],
      9,
    );
    expect(rows.map(({ what }) => what)).toEqual([
      '2 tries to sign in failed',
      'Signed in',
      'A try to sign in failed',
    ]);
    expect(lately([line('signed-in'), line('signed-out')], 1)).toHaveLength(1);
  });
});
