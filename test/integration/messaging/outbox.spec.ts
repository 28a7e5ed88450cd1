import { setTimeout as sleep } from 'node:timers/promises';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { confirmation, letter } from './letter.js';
import { messagingOn, write } from './mail.js';

const link = 'https://crm.example.org/s/secret-token';

describe('the outbox', () => {
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

  const request = (more: object = {}) => ({
    areaId: world.areaId,
    sendKey: 'key',
    mail: letter,
    to: { address: 'robin@example.org', name: 'Robin Example' },
    data: { link },
    cause: 'Because a test says so.',
    ...more,
  });
  const enqueue = (more: object = {}, areaId = world.areaId) =>
    world.db.write([areaId], (tx) => mail.outbox.enqueue(tx, { ...request(more), areaId }));
  const rows = (where: string) =>
    world.owner<{ state: string; reason: string; subject: string; next_attempt_at: Date | null }>(
      `SELECT * FROM message WHERE ${where}`,
    );

  it('writes one mail for a send key, however often it is asked', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => enqueue({ sendKey: 'once' })));
    expect(all.filter(Boolean)).toHaveLength(1);
    expect(await rows(`send_key = 'once'`)).toHaveLength(1);
    const n = await world.db.write([world.areaId], (tx) =>
      mail.outbox.enqueueMany(tx, [
        request({ sendKey: 'once' }),
        request({ sendKey: 'new 1' }),
        request({ sendKey: 'new 1' }),
      ]),
    );
    expect(n).toBe(1);
  });

  it('keeps send keys apart by area, and does not tell of another area', async () => {
    expect(await enqueue({ sendKey: 'once' }, world.secondAreaId)).toBeDefined();
    const seen = await world.db.read([world.secondAreaId], (tx) => tx.query(`SELECT id FROM message`));
    expect(seen).toHaveLength(1);
    expect(await world.db.read([], (tx) => tx.query(`SELECT id FROM message`))).toEqual([]);
  });

  it('writes nothing when its cause does not come about', async () => {
    const failing = world.db.write([world.areaId], async (tx) => {
      await mail.outbox.enqueue(tx, request({ sendKey: 'rolled back' }));
      throw new Error('the booking failed');
    });
    await expect(failing).rejects.toThrow('the booking failed');
    expect(await rows(`send_key = 'rolled back'`)).toEqual([]);
  });

  it('refuses data that do not fit, and what is no address', async () => {
    await expect(enqueue({ sendKey: 'a', data: { link: 'not a link' } })).rejects.toThrow();
    for (const address of ['', 'robin', 'robin@', 'a@b\r\nBcc: c@d', 'a b@example.org', '<a@b>', 'a@b,c@d'])
      await expect(enqueue({ sendKey: 'b', to: { address, name: 'Robin' } })).rejects.toThrow(
        'Enter an email address',
      );
  });

  it('lets nothing typed begin another header', async () => {
    await enqueue({
      sendKey: 'header',
      to: { address: 'header@example.org', name: 'Robin\r\nBcc: victim@example.org\r\n\r\n<b>x' },
    });
    expect((await rows(`send_key = 'header'`))[0]!.subject).toBe(
      'A question for Robin Bcc: victim@example.org <b>x',
    );
    await mail.sendDue();
    const [head] = smtp.to('header@example.org')[0]!.raw.split('\r\n\r\n');
    expect(head).not.toMatch(/^Bcc:/im);
  });

  it('stops what has not left, by campaign or by send key, and says why', async () => {
    const notBefore = new Date('2026-12-01T09:00:00Z');
    for (const n of [1, 2, 3]) await enqueue({ sendKey: `wave ${n}`, campaign: 'wave:9', notBefore });
    const cancel = (filter: object) =>
      world.db.write([world.areaId], (tx) =>
        mail.outbox.cancel(tx, world.areaId, filter, 'Answered on 25 November.'),
      );
    expect(await cancel({ sendKeys: ['wave 1'] })).toBe(1);
    expect(await cancel({ campaign: 'wave:9' })).toBe(2);
    expect(await cancel({ campaign: 'wave:9' })).toBe(0);
    for (const row of await rows(`campaign = 'wave:9'`))
      expect(row).toMatchObject({ state: 'cancelled', reason: 'Answered on 25 November.' });
  });

  /** Waits until the open attempt with a mail is so far. */
  const phase = async (address: string, wanted: 'claimed' | 'data'): Promise<void> => {
    for (;;) {
      const [open] = await world.owner<{ phase: string }>(
        `SELECT a.phase FROM attempt a JOIN message m ON m.id = a.message_id
          WHERE m.address = $1 AND a.outcome IS NULL`,
        [address],
      );
      if (open?.phase === wanted) return;
      await sleep(20);
    }
  };

  it('stops even a mail that is being sent, as long as its first byte has not left', async () => {
    smtp.slowMs = 2_000;
    await write(world, mail.outbox, ['slowrcpt@example.org', 'slowrcpt.control@example.org']);
    const sending = mail.sendDue();
    await phase('slowrcpt@example.org', 'claimed');
    await world.db.write([world.areaId], (tx) =>
      mail.outbox.cancel(
        tx,
        world.areaId,
        { sendKeys: ['test:slowrcpt@example.org'] },
        'Answered meanwhile.',
      ),
    );
    await sending;
    expect(smtp.to('slowrcpt@example.org')).toEqual([]);
    expect((await rows(`address = 'slowrcpt@example.org'`))[0]!.state).toBe('cancelled');
    // The one beside it shows that the server would have taken it.
    expect(smtp.to('slowrcpt.control@example.org')).toHaveLength(1);
    const attempts = await world.owner<{ outcome: string; phase: string }>(
      `SELECT a.outcome, a.phase FROM attempt a JOIN message m ON m.id = a.message_id WHERE m.address = 'slowrcpt@example.org'`,
    );
    expect(attempts).toEqual([{ outcome: 'stopped', phase: 'claimed' }]);
  });

  it('lets a stopped mail of unknown fate go no second time, and says so', async () => {
    const to = 'droplost.stopped@example.org';
    await write(world, mail.outbox, [to], { mail: confirmation });
    await mail.sendDue();
    const cancel = () =>
      world.db.write([world.areaId], (tx) =>
        mail.outbox.cancel(
          tx,
          world.areaId,
          { sendKeys: [`test:${to}`] },
          'The session does not take place.',
        ),
      );
    expect(await cancel()).toBe(1);
    expect(await cancel()).toBe(0);
    const [stopped] = await rows(`address = '${to}'`);
    // It may have arrived the first time, which is still so.
    expect(stopped).toMatchObject({ state: 'unknown', next_attempt_at: null });
    expect(stopped!.reason).toMatch(/may have arrived\. .* once more: The session does not take place\.$/);
    world.clock.set('2026-11-24T10:00:00Z');
    await mail.sendDue();
    expect(smtp.tries.get(to)).toBe(1);
  });

  it('ends the attempt of a stopped mail even if its worker never does', async () => {
    const to = 'orphan@example.org';
    await enqueue({ sendKey: to, to: { address: to, name: 'Robin' } });
    const take = (phase: string) =>
      world.owner(
        `WITH taken AS (
           UPDATE message SET state = 'sending', lease_token = gen_random_uuid(), attempts = attempts + 1,
                  next_attempt_at = NULL WHERE address = $1 RETURNING *
         )
         INSERT INTO attempt (id, area_id, message_id, number, lease_token, started_at, phase)
         SELECT gen_random_uuid(), area_id, id, attempts, lease_token, $3, $2 FROM taken`,
        [to, phase, world.clock.now()],
      );
    await take('claimed');
    expect(
      await world.db.write([world.areaId], (tx) =>
        mail.outbox.cancel(tx, world.areaId, { sendKeys: [to] }, 'Not needed.'),
      ),
    ).toBe(1);
    expect(
      await world.owner(
        `SELECT a.outcome, a.ended_at FROM attempt a JOIN message m ON m.id = a.message_id WHERE m.address = $1`,
        [to],
      ),
    ).toEqual([{ outcome: 'stopped', ended_at: world.clock.now() }]);
  });

  it('cannot stop what is leaving, but lets it go no second time', async () => {
    const to = 'slow.greylisted@example.org';
    smtp.slowMs = 2_000;
    smtp.afterDot = { code: 451, text: '4.3.0 Later' };
    await write(world, mail.outbox, [to]);
    const sending = mail.sendDue();
    await phase(to, 'data');
    expect(
      await world.db.write([world.areaId], (tx) =>
        mail.outbox.cancel(tx, world.areaId, { sendKeys: [`test:${to}`] }, 'Too late.'),
      ),
    ).toBe(0);
    await sending;
    smtp.afterDot = undefined;
    expect((await rows(`address = '${to}'`))[0]!.state).toBe('retry');
    world.clock.set('2026-11-24T11:00:00Z');
    await mail.sendDue();
    expect((await rows(`address = '${to}'`))[0]!.state).toBe('expired');
    expect(smtp.tries.get(to)).toBe(1);
  });

  it('knows a blocked address however it is typed', async () => {
    const blocked = 'zo\u00eb@example.org';
    await world.db.write([world.areaId], (tx) =>
      mail.suppressions.add(tx, world.areaId, blocked, 'It does not exist.'),
    );
    const typed = ['  Zo\u00cb@Example.ORG ', 'zoe\u0308@example.org', 'zoe@example.org'];
    const reasons = await world.db.read([world.areaId], (tx) =>
      mail.suppressions.reasons(tx, world.areaId, typed, 'service'),
    );
    expect([...reasons.keys()]).toEqual(typed.slice(0, 2));
  });

  it('puts the calendar last among the alternatives, with its method', async () => {
    await enqueue({
      sendKey: 'calendar',
      mail: confirmation,
      to: { address: 'calendar@example.org', name: 'Robin' },
    });
    await mail.sendDue();
    const { raw } = smtp.to('calendar@example.org')[0]!;
    const types = [...raw.matchAll(/^Content-Type: ([a-z]+\/[a-z]+)(.*)$/gim)].map((m) =>
      m[1]!.toLowerCase(),
    );
    expect(types).toEqual([
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'text/html',
      'text/calendar',
      'application/ics',
    ]);
    expect(raw.replace(/\r\n\s+/g, ' ')).toMatch(
      /Content-Type: text\/calendar; charset=utf-8; method=REQUEST/i,
    );
  });
});

describe('a queue that cannot be reached', () => {
  it('holds nothing up: the work is committed and the sweep sends it', async () => {
    const world = await testDatabase({ env: { QUEUE_URL: 'redis://127.0.0.1:9' } });
    const smtp = new ScriptedSmtp();
    const mail = await messagingOn(world, await smtp.listen());
    const began = Date.now();
    await write(world, mail.outbox, ['robin@example.org']);
    expect(Date.now() - began).toBeLessThan(5_000);
    await mail.sendDue();
    expect(smtp.to('robin@example.org')).toHaveLength(1);
    await mail.close();
    await smtp.close();
    await world.close();
  });
});
