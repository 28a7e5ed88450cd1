import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { messagingOn, write } from './mail.js';

describe('a mail whose worker dies with it', () => {
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
  beforeEach(() => world.clock.set('2026-11-24T09:00:00Z'));

  const row = async (address: string) =>
    (
      await world.owner<{
        state: string;
        reason: string | null;
        attempts: number;
        next_attempt_at: Date | null;
        settled_at: Date | null;
      }>(`SELECT * FROM message WHERE address = $1`, [address])
    )[0]!;

  /** A worker takes the mail in hand and is gone, after it had written down what the mail server answered, if anything. */
  const dies = async (address: string, phase = 'claimed', outcome: string | null = null) => {
    const lease = '00000000-0000-7000-8000-000000000001';
    await world.owner(
      `UPDATE message SET state = 'sending', lease_token = $2, attempts = attempts + 1,
              give_up_at = coalesce(give_up_at, $3), next_attempt_at = NULL
        WHERE address = $1`,
      [address, lease, new Date(world.clock.now().getTime() + 72 * 3_600_000)],
    );
    await world.owner(
      `INSERT INTO attempt (id, area_id, message_id, number, lease_token, started_at, phase, outcome)
       SELECT gen_random_uuid(), area_id, id, attempts, $2, $3, $4, $5 FROM message WHERE address = $1`,
      [address, lease, world.clock.now(), phase, outcome],
    );
    await mail.sweeper.sweep();
  };

  it('goes again at once, and is given up when that happens time after time', async () => {
    await write(world, mail.outbox, ['deadly@example.org']);
    await dies('deadly@example.org');
    expect(await row('deadly@example.org')).toMatchObject({
      state: 'retry',
      next_attempt_at: world.clock.now(),
    });
    let deaths = 1;
    for (; deaths < 20 && (await row('deadly@example.org')).state === 'retry'; deaths++)
      await dies('deadly@example.org');
    expect(deaths).toBe(5);
    expect(await row('deadly@example.org')).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^Given up: the program stopped 5 times/),
      next_attempt_at: null,
      settled_at: world.clock.now(),
    });
    const attempts = await world.owner<{ outcome: string; ended_at: Date }>(
      `SELECT a.outcome, a.ended_at FROM attempt a JOIN message m ON m.id = a.message_id WHERE m.address = $1`,
      ['deadly@example.org'],
    );
    expect(attempts).toHaveLength(5);
    for (const attempt of attempts) expect(attempt).toMatchObject({ outcome: 'stopped' });
    expect(
      await world.owner(`SELECT data->>'reason' AS reason FROM fact WHERE kind = 'messaging.failed'`),
    ).toEqual([{ reason: (await row('deadly@example.org')).reason }]);
  });

  it('is not given up because of stops that were no deaths', async () => {
    await write(world, mail.outbox, ['patient@example.org']);
    // Five workers that were told to stop, and pauses: the attempt says so.
    for (let n = 0; n < 5; n++) await dies('patient@example.org', 'claimed', 'stopped');
    expect(await row('patient@example.org')).toMatchObject({ state: 'retry', attempts: 5 });
    await dies('patient@example.org');
    expect(await row('patient@example.org')).toMatchObject({
      state: 'retry',
      next_attempt_at: world.clock.now(),
    });
  });

  it('stops no sweep where its attempt is not there, and waits for a person', async () => {
    await write(world, mail.outbox, ['bare@example.org']);
    await world.owner(
      `UPDATE message SET state = 'sending', lease_token = gen_random_uuid(), attempts = 1, next_attempt_at = NULL
        WHERE address = 'bare@example.org'`,
    );
    await mail.sweeper.sweep();
    expect(await row('bare@example.org')).toMatchObject({ state: 'unknown', next_attempt_at: null });
  });

  it('is not begun again after 72 hours', async () => {
    await write(world, mail.outbox, ['old@example.org']);
    await dies('old@example.org');
    world.clock.set('2026-11-27T09:00:01Z');
    await dies('old@example.org');
    expect(await row('old@example.org')).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^Given up after 72 hours/),
    });
  });

  it('is of unknown fate when its bytes were leaving, and does not go again by itself', async () => {
    await write(world, mail.outbox, ['left@example.org']);
    await dies('left@example.org', 'data');
    expect(await row('left@example.org')).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('It may have arrived'),
      next_attempt_at: null,
    });
  });

  it('is what the mail server said, where the worker had written that down', async () => {
    await write(world, mail.outbox, ['said@example.org', 'refused@example.org']);
    await dies('said@example.org', 'data', 'sent');
    await dies('refused@example.org', 'data', 'failed');
    expect(await row('said@example.org')).toMatchObject({ state: 'sent' });
    expect(await row('refused@example.org')).toMatchObject({ state: 'failed' });
    expect(await world.owner(`SELECT kind FROM fact WHERE kind = 'messaging.sent'`)).toHaveLength(1);
  });
});
