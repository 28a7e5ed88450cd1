import { type Missed, mayResend, nextSendKey } from './resend.rules.js';

const now = new Date('2026-11-24T09:00:00Z');
const missed: Missed = {
  state: 'bounced',
  reason: null,
  address: 'Robin@Example.org',
  expiresAt: null,
  person: { name: 'Robin', email: 'robin@example.org', left: false },
  blocked: undefined,
  lastCode: null,
  again: false,
  writable: true,
};
const ask = (more: Partial<Missed>) => mayResend({ ...missed, ...more }, now);
const said = (more: Partial<Missed>) => {
  const { may, ticked } = ask(more);
  return [may, ticked];
};

describe('sending again what did not arrive', () => {
  it('numbers the send keys of one mail', () => {
    expect(nextSendKey('survey:1:2')).toBe('survey:1:2:again:1');
    expect(nextSendKey('survey:1:2:again:1')).toBe('survey:1:2:again:2');
    expect(nextSendKey('survey:1:2:again:9')).toBe('survey:1:2:again:10');
  });

  it('is right where the cause is gone', () => {
    const corrected = { person: { name: 'Robin', email: 'right@example.org', left: false } };
    expect(said(corrected)).toEqual([true, true]);
    expect(ask(corrected).address).toBe('right@example.org');
    expect(said({ state: 'failed' })).toEqual([true, true]);
    expect(said({ state: 'failed', lastCode: 452 })).toEqual([true, true]);
    expect(said({ state: 'suppressed' })).toEqual([true, true]);
  });

  it('is left to a person where it may be refused again', () => {
    expect(said({ state: 'failed', lastCode: 554 })).toEqual([true, false]);
    // Another letter case is no other address; not blocked, somebody has taken the block away.
    expect(said({})).toEqual([true, false]);
  });

  it('does not happen where it would be wrong, each with its reason', () => {
    const not: [Partial<Missed>, RegExp][] = [
      [{ again: true }, /sent again already/],
      [{ state: 'unknown' }, /decide that first/],
      [{ state: 'sent' }, /has not ended without arriving/],
      [{ state: 'queued' }, /has not ended without arriving/],
      [{ state: 'held' }, /has not ended without arriving/],
      [{ state: 'expired', expiresAt: new Date('2026-11-23T17:00:00Z') }, /5pm on 23 November 2026/],
      [{ state: 'failed', expiresAt: now }, /of use only until 9am/],
      [{ state: 'cancelled', reason: 'The survey was closed.' }, /on purpose. The survey was closed./],
      [{ person: { name: 'Robin', email: 'right@example.org', left: true } }, /has left/],
      [{ person: { name: 'Robin', email: null, left: false } }, /no address any more/],
      [{ blocked: 'They said no.' }, /They said no./],
      [{ state: 'suppressed', blocked: 'They said no.' }, /They said no./],
      [{ state: 'failed', writable: false }, /cannot be written again/],
    ];
    for (const [more, why] of not) {
      expect([more, said(more)]).toEqual([more, [false, false]]);
      expect(ask(more).why).toMatch(why);
    }
    expect(ask({ blocked: 'The address does not exist.' }).correct).toBe(true);
    expect(ask({ state: 'suppressed', blocked: 'They said no.' }).correct).toBe(false);
  });
});
