import { Database, Queues } from '#platform';
import { SettlementService } from '../../../libs/messaging/src/delivery/settlement.service.js';
import { SendRates } from '../../../libs/messaging/src/flow-control/rates.service.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn, write } from './mail.js';

/** A worker that lives on is not to keep what it claimed and could not settle. */
describe('a mail that a worker claimed and lost sight of', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let mail: Awaited<ReturnType<typeof messagingOn>>;
  beforeAll(async () => {
    world = await testDatabase();
    world.clock.set('2026-11-24T09:30:00Z');
    smtp = new ScriptedSmtp();
    mail = await messagingOn(world, await smtp.listen());
  });
  afterAll(async () => {
    await mail.close();
    await smtp.close();
    await world.close();
  });

  const stateOf = async (address: string) =>
    (await world.owner<{ state: string }>(`SELECT state FROM message WHERE address = $1`, [address]))[0]!
      .state;

  /** Replaces a method while `during` runs; the replacement may call what was there. */
  async function replaced<T extends object, K extends keyof T>(
    on: T,
    method: K,
    make: (was: T[K]) => T[K],
    during: () => Promise<unknown>,
  ): Promise<void> {
    on[method] = make((on[method] as CallableFunction).bind(on) as T[K]);
    try {
      await during();
    } finally {
      Reflect.deleteProperty(on, method);
    }
  }

  it('is not the first a worker says of itself: it lives from its start on', async () => {
    expect(await world.owner(`SELECT FROM message`)).toEqual([]);
    const alive = `SELECT FROM worker_lease WHERE until > clock_timestamp()`;
    expect(await world.owner(alive)).toHaveLength(1);
  });

  it('goes after all where the claim was committed and the answer to that was lost', async () => {
    await write(world, mail.outbox, ['cut@example.org']);
    const db = mail.get(Database);
    let cut = 0;
    const cutOff =
      (was: Database['write']): Database['write'] =>
      async (areas, work) => {
        const result = await was(areas, work);
        if (areas !== 'all' && areas[0] === world.areaId && cut++ === 0)
          throw new Error('Connection terminated unexpectedly');
        return result;
      };
    await replaced(db, 'write', cutOff, () =>
      expect(mail.sendDue()).rejects.toThrow('Connection terminated'),
    );
    expect(await stateOf('cut@example.org')).toBe('sending');
    await mail.sweeper.sweep();
    expect(await stateOf('cut@example.org')).toBe('retry');
    await mail.sendDue();
    expect(await stateOf('cut@example.org')).toBe('sent');
    expect(smtp.to('cut@example.org')).toHaveLength(1);
  });

  it('is settled by what the mail server said, where that was written down and what follows was not', async () => {
    await write(world, mail.outbox, ['half@example.org']);
    const failing =
      (was: SettlementService['end']): SettlementService['end'] =>
      async (...args) => {
        await was(...args);
        await world.owner(
          `UPDATE message SET state = 'sending', settled_at = NULL, lease_token = (SELECT lease_token FROM attempt a
             WHERE a.message_id = message.id) WHERE address = 'half@example.org'`,
        );
        throw new Error('Connection terminated unexpectedly');
      };
    await replaced(mail.get(SettlementService), 'end', failing, () => mail.sendDue());
    expect(await stateOf('half@example.org')).toBe('sending');
    await mail.sweeper.sweep();
    expect(await stateOf('half@example.org')).toBe('sent');
    expect(smtp.to('half@example.org')).toHaveLength(1);
  });

  it('is none: what may go now goes, although the queue takes nothing for later', async () => {
    await write(world, mail.outbox, ['now@example.org', 'later@example.org']);
    const one = (): SendRates['take'] => async () => ({ granted: 1, nextAt: new Date(Date.now() + 60_000) });
    const silent = (): Queues['add'] => () => Promise.reject(new Error('The queue does not answer'));
    await replaced(mail.get(SendRates), 'take', one, () =>
      replaced(mail.get(Queues), 'add', silent, () => mail.sendDue()),
    );
    expect([await stateOf('now@example.org'), await stateOf('later@example.org')].sort()).toEqual([
      'queued',
      'sent',
    ]);
  });

  it('is no reason to give up what other claims have in hand', async () => {
    await write(world, mail.outbox, ['slow@example.org']);
    smtp.slowMs = 1_500;
    const slow = mail.sendDue();
    while (!smtp.tries.has('slow@example.org')) await new Promise((resolve) => setTimeout(resolve, 20));
    await write(world, mail.outbox, ['bad@example.org']);
    const failing = (): SettlementService['end'] => () => Promise.reject(new Error('Connection terminated'));
    await replaced(mail.get(SettlementService), 'end', failing, () => mail.sendDue());
    await mail.sweeper.sweep();
    expect(await stateOf('slow@example.org')).toBe('sending');
    await slow;
    expect(await stateOf('slow@example.org')).toBe('sent');
    await mail.sweeper.sweep();
    expect(await stateOf('bad@example.org')).toBe('unknown');
  });
});
