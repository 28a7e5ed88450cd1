import { Suppressions } from '#contact-policy';
import { EmployersModule } from '#employers';
import { ContactOverrides } from '#messaging';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { contactWorld, type Pair } from './contact-world.js';
import { confirmation } from './letter.js';
import { messagingOn, write } from './mail.js';

let world: TestWorld;
let c: Awaited<ReturnType<typeof contactWorld>>;
let smtp: ScriptedSmtp;
let mail: Awaited<ReturnType<typeof messagingOn>>;
beforeAll(async () => {
  world = await testDatabase();
  c = await contactWorld(world);
  smtp = new ScriptedSmtp();
  mail = await messagingOn(world, await smtp.listen(), [EmployersModule]);
});
afterAll(async () => {
  await mail.close();
  await c.close();
  await smtp.close();
  await world.close();
});
beforeEach(() => world.clock.set('2026-11-25T09:00:00Z'));

const letterTo = async (to: Pair, more: Record<string, unknown> = {}) => {
  await write(world, mail.outbox, [to.address], {
    employerId: to.employerId,
    contactId: to.contactId,
    sendKey: `contact:${to.address}:${Math.random()}`,
    ...more,
  });
  await mail.sendDue();
};
const arrived = (to: Pair) => smtp.accepted.filter((one) => one.to === to.address).length;
const row = async (to: Pair) =>
  (
    await world.owner<{
      id: string;
      state: string;
      hold: string;
      reason: string;
      at: Date;
      decision: object;
    }>(
      'SELECT id, state, hold, reason, next_attempt_at AS at, decision FROM message WHERE address = $1 ORDER BY id DESC',
      [to.address],
    )
  )[0]!;
const SENTENCE =
  'Held until 9am on Wednesday 2 December 2026. This employer may have at most 1 contact in 14 days, and the call of 18 November 2026 by Jobcentre Plus still counts.';

describe('mail that is sent in earnest', () => {
  it('is held under a limit with its reason, and goes by itself when there is room', async () => {
    const to = await c.pair();
    await c.call({ employerId: to.employerId }, '2026-11-18T10:20:00Z', { agency: 'Jobcentre Plus' });
    await letterTo(to);
    expect(arrived(to)).toBe(0);
    const until = '2026-12-02T09:00:00.000Z';
    expect(await row(to)).toMatchObject({
      state: 'queued',
      hold: 'limit_employer',
      reason: SENTENCE,
      at: new Date(until),
      decision: { code: 'limit_employer', sentence: SENTENCE, at: '2026-11-25T09:00:00.000Z', until },
    });
    world.clock.set('2026-12-02T08:59:59Z');
    await mail.sendDue();
    expect(arrived(to)).toBe(0);
    world.clock.set(until);
    await mail.sendDue();
    expect(arrived(to)).toBe(1);
    expect(await row(to)).toMatchObject({ state: 'sent', hold: null, decision: { code: 'ok' } });
  });

  it('is held for a second survey by the first', async () => {
    const to = await c.pair();
    await letterTo(to, { campaign: 'wave:a' });
    await letterTo(to, { campaign: 'wave:b' });
    expect(arrived(to)).toBe(1);
    expect(await row(to)).toMatchObject({ hold: 'limit_person', at: new Date('2026-12-09T09:00:00Z') });
  });

  it('goes on the day that was said when it came, however many were before it', async () => {
    const to = await c.pair();
    const ofAll = () =>
      world.owner<{ id: string; at: Date | null; went: Date | null; hold: string | null }>(
        'SELECT id, next_attempt_at AS at, dated_at AS went, hold FROM message WHERE address = $1 ORDER BY id',
        [to.address],
      );
    for (const wave of ['a', 'b', 'c', 'd']) await letterTo(to, { campaign: `wave:${wave}` });
    const told = await ofAll();
    expect(told.map(({ hold, at }) => [hold, at?.toISOString() ?? null])).toEqual([
      [null, null],
      ['limit_person', '2026-12-09T09:00:00.000Z'],
      ['another_first', '2026-12-23T09:00:00.000Z'],
      ['another_first', '2027-01-06T09:00:00.000Z'],
    ]);
    for (const { at } of told.slice(1)) {
      world.clock.set(at!.toISOString());
      await mail.sendDue();
    }
    const seen = await ofAll();
    expect(seen.slice(1).map(({ went }) => went)).toEqual(told.slice(1).map(({ at }) => at));
  });

  it('at night goes only where it answers what they just did', async () => {
    world.clock.set('2026-11-28T22:00:00Z');
    const to = await c.pair();
    await letterTo(to, { mail: confirmation });
    expect(arrived(to)).toBe(1);
    await letterTo(to);
    expect(arrived(to)).toBe(1);
    expect(await row(to)).toMatchObject({ hold: 'quiet_day', at: new Date('2026-11-30T09:00:00Z') });
  });

  it('goes in spite of a limit by a person’s leave, and never in spite of a no', async () => {
    const overrides = mail.get(ContactOverrides);
    const allow = async (to: Pair) =>
      world.db.write([world.areaId], async (tx) =>
        overrides.allow(
          tx,
          (await row(to)).id,
          { reason: 'They asked for it at the forum', hours: false },
          { kind: 'user', label: 'Sam Sample' },
        ),
      );
    const [asked, objected] = [await c.pair(), await c.pair()];
    for (const to of [asked, objected]) {
      await c.sent(to, '2026-11-20T10:00:00Z');
      await letterTo(to);
      expect(await row(to)).toMatchObject({ hold: 'limit_person' });
      await allow(to);
    }
    await world.db.write([world.areaId], (tx) =>
      mail
        .get(Suppressions)
        .suppress(tx, world.areaId, objected.address, [
          { scope: 'all-but-service', topic: null, why: 'objection', reason: 'They said so' },
        ]),
    );
    await mail.sendDue();
    expect([arrived(asked), arrived(objected)]).toEqual([1, 0]);
    expect(await row(objected)).toMatchObject({
      state: 'suppressed',
      reason: 'Does not go. This person said no to all but service emails.',
    });
  });
});
