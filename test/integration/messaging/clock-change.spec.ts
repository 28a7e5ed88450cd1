import { localInstant, newId } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn, write } from './mail.js';

const MINUTES = 60_000;
const ALWAYS = {
  workingDays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  sendFrom: '00:00',
  sendUntil: '24:00',
};

let world: TestWorld;
let smtp: ScriptedSmtp;
let mail: Awaited<ReturnType<typeof messagingOn>>;
beforeAll(async () => {
  world = await testDatabase();
  smtp = new ScriptedSmtp();
  mail = await messagingOn(world, await smtp.listen());
});
afterAll(async () => {
  await mail.close();
  await smtp.close();
  await world.close();
});

const say = (rules: object) =>
  world.owner(
    `INSERT INTO contact_rules (id, area_id, version, rules, saved_at, saved_by)
     SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, '{"kind": "program"}' FROM contact_rules WHERE area_id = $2`,
    [newId(), world.areaId, JSON.stringify(rules), world.clock.now()],
  );

/**
 * Lets time pass in steps of half an hour from one instant to another, sending what is due, as a worker that sweeps does.
 * Answers when each mail arrived, UTC: `01:30 2027-03-28T01:00Z`.
 */
async function pass(from: string, to: string): Promise<string[]> {
  const arrived: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 30 * MINUTES) {
    for (const moment of [at - 1000, at]) {
      world.clock.set(new Date(moment).toISOString());
      const before = smtp.accepted.length;
      await mail.sendDue();
      for (const one of smtp.accepted.slice(before))
        arrived.push(`${one.to.split('@')[0]} ${new Date(moment).toISOString().replace(':00.000Z', 'Z')}`);
    }
  }
  return arrived.sort();
}

/** Mails due at half past one and at nine, local time of a day. */
async function plan(day: string, host: string, times = ['01:30', '09:00']): Promise<void> {
  world.clock.set(`${day}T00:00:00Z`);
  for (const time of times)
    await write(world, mail.outbox, [`${time.replace(':', '-')}@${host}.example.org`], {
      notBefore: localInstant(day, time),
      sendKey: newId(),
    });
}

describe('mail due at a local hour when the clocks change in London', () => {
  it('goes once: forward on 28 March 2027, when 1:30 does not occur and 9:00 is 8:00 UTC', async () => {
    await say(ALWAYS);
    await plan('2027-03-28', 'spring');
    expect(await pass('2027-03-28T00:00:00Z', '2027-03-28T12:00:00Z')).toEqual([
      '01-30 2027-03-28T01:00Z',
      '09-00 2027-03-28T08:00Z',
    ]);
  });

  it('goes once: back on 31 October 2027, when 1:30 occurs twice and the first counts', async () => {
    await say(ALWAYS);
    await plan('2027-10-31', 'autumn');
    expect(await pass('2027-10-31T00:00:00Z', '2027-10-31T12:00:00Z')).toEqual([
      '01-30 2027-10-31T00:30Z',
      '09-00 2027-10-31T09:00Z',
    ]);
  });

  it('waits until 9:00 on the next working day, local time, where the hours are the usual ones', async () => {
    await say({});
    await plan('2027-03-28', 'easter', ['01:30', '09:00', '10:00']);
    const sunday = await pass('2027-03-28T00:00:00Z', '2027-03-28T12:00:00Z');
    expect(sunday).toEqual([]);
    // The Monday is Easter Monday.
    const held = await world.owner<{ hold: string; at: Date }>(
      `SELECT hold, next_attempt_at AS at FROM message WHERE address LIKE '%easter%'`,
    );
    expect(held).toEqual(Array(3).fill({ hold: 'quiet_day', at: new Date('2027-03-30T08:00:00Z') }));
    expect(await pass('2027-03-30T07:30:00Z', '2027-03-30T08:30:00Z')).toEqual([
      '01-30 2027-03-30T08:00Z',
      '09-00 2027-03-30T08:00Z',
      '10-00 2027-03-30T08:00Z',
    ]);
    await plan('2027-10-31', 'sunday', ['01:30', '09:00', '10:00']);
    expect(await pass('2027-10-31T00:00:00Z', '2027-10-31T12:00:00Z')).toEqual([]);
    expect(await pass('2027-11-01T08:00:00Z', '2027-11-01T09:30:00Z')).toEqual([
      '01-30 2027-11-01T09:00Z',
      '09-00 2027-11-01T09:00Z',
      '10-00 2027-11-01T09:00Z',
    ]);
  });

  it('control: one planned at 9:00 UTC would come at ten in summer time', async () => {
    await say(ALWAYS);
    world.clock.set('2027-03-28T00:00:00Z');
    await write(world, mail.outbox, ['naive@utc.example.org'], {
      notBefore: new Date('2027-03-28T09:00:00Z'),
      sendKey: newId(),
    });
    const [only] = await pass('2027-03-28T00:00:00Z', '2027-03-28T12:00:00Z');
    expect(only).toBe('naive 2027-03-28T09:00Z');
    expect(new Date('2027-03-28T09:00:00Z')).not.toEqual(localInstant('2027-03-28', '09:00'));
  });
});
