import { simpleParser } from 'mailparser';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { confirmation } from './letter.js';
import { messagingOn, write } from './mail.js';

interface Row {
  state: string;
  reason: string | null;
  attempts: number;
  next_attempt_at: Date | null;
  message_id: string;
}

describe('the outcome of a mail', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let address: string;
  let mail: Awaited<ReturnType<typeof messagingOn>>;
  beforeAll(async () => {
    world = await testDatabase();
    smtp = new ScriptedSmtp();
    address = await smtp.listen();
    mail = await messagingOn(world, address);
  });
  afterAll(async () => {
    await mail.close();
    await smtp.close();
    await world.close();
  });
  beforeEach(() => {
    world.clock.set('2026-11-24T09:00:00Z');
    smtp.greeting = undefined;
    smtp.mailFrom = undefined;
  });

  const row = async (address: string): Promise<Row> =>
    (
      await world.owner<Row & Record<string, unknown>>(`SELECT * FROM message WHERE address = $1`, [address])
    )[0]!;
  const later = (minutes: number) =>
    world.clock.set(new Date(world.clock.now().getTime() + minutes * 60_000).toISOString());
  const sent = async (...addresses: string[]) => {
    await write(world, mail.outbox, addresses);
    await mail.sendDue();
  };

  /** As `sent`, by a program that has no connection yet. */
  const connecting = async (to: string) => {
    const fresh = await messagingOn(world, address);
    await write(world, fresh.outbox, [to]);
    await fresh.sendDue();
    await fresh.close();
  };

  it('is sent after 250, once, with its Message-ID and a sender that names it', async () => {
    await sent('ok@example.org');
    const message = await row('ok@example.org');
    expect(message).toMatchObject({ state: 'sent', reason: null, attempts: 1 });
    expect(smtp.to('ok@example.org')).toHaveLength(1);
    const taken = smtp.to('ok@example.org')[0]!;
    expect(taken.messageId).toBe(message.message_id);
    expect(taken.from).toBe(
      `network+b-${(message as unknown as { verp_token: string }).verp_token}@localhost.example`,
    );
    const parsed = await simpleParser(taken.raw);
    expect(parsed.subject).toBe('A question for Robin Example');
    expect(parsed.text).toMatch(/Answer:\s+https:\/\/crm\.example\.org\/s\/secret-token/);
    expect(parsed.html).toContain('href="https://crm.example.org/s/secret-token"');
    expect(parsed.from?.text).toBe('"Calderdale Mindful Employer network" <network@localhost.example>');
    // What staff see has no secret in it.
    const view = await world.db.read([world.areaId], (tx) =>
      mail.messages.get(tx, (message as unknown as { id: string }).id),
    );
    const kept = view.html + view.plain;
    expect(kept).toContain('https://crm.example.org/s/…');
    expect(kept).not.toContain('secret-token');
    // A second look at the same ids sends nothing more.
    await mail.sendDue();
    expect(smtp.to('ok@example.org')).toHaveLength(1);
  });

  it('waits through greylisting and is sent then, as the same mail', async () => {
    await sent('greylist@example.org');
    const waiting = await row('greylist@example.org');
    expect(waiting.state).toBe('retry');
    expect(waiting.reason).toContain('4.7.1 Greylisted');
    const wait = waiting.next_attempt_at!.getTime() - world.clock.now().getTime();
    expect(wait).toBeGreaterThanOrEqual(54_000);
    expect(wait).toBeLessThanOrEqual(66_000);
    await mail.sendDue();
    expect(smtp.tries.get('greylist@example.org')).toBe(1);
    later(2);
    await mail.sendDue();
    expect(await row('greylist@example.org')).toMatchObject({ state: 'sent', attempts: 2 });
    const date = (await simpleParser(smtp.to('greylist@example.org')[0]!.raw)).date;
    expect(date).toEqual(new Date('2026-11-24T09:00:00Z'));
  });

  it('is a retry after 4xx at any stage and after a connection lost before the mail left', async () => {
    const all = ['rcpt4xx', 'rcpt421', 'dot4xx', 'dropbeforedata', 'greeting4', 'mailfrom4'].map(
      (n) => `${n}@example.org`,
    );
    await sent(...all.slice(0, 4));
    smtp.greeting = { code: 421, text: '4.3.2 Too busy' };
    await connecting(all[4]!);
    smtp.greeting = undefined;
    smtp.mailFrom = { code: 451, text: '4.3.0 Later' };
    await sent(all[5]!);
    for (const address of all) expect([address, (await row(address)).state]).toEqual([address, 'retry']);
    expect(smtp.accepted.filter((taken) => all.includes(taken.to))).toEqual([]);
  });

  it('is failed after 5xx about the mail, and a retry after 5xx about us', async () => {
    await sent('rcpt5xx@example.org', 'full@example.org', 'dot5xx@example.org');
    smtp.mailFrom = { code: 550, text: '5.7.1 Sender refused' };
    await sent('mailfrom5@example.org');
    smtp.mailFrom = undefined;
    smtp.greeting = { code: 554, text: '5.7.1 No service for you' };
    await connecting('greeting5@example.org');
    for (const name of ['rcpt5xx', 'full', 'dot5xx', 'mailfrom5'])
      expect([name, (await row(`${name}@example.org`)).state]).toEqual([name, 'failed']);
    expect((await row('full@example.org')).reason).toContain('5.2.2 Mailbox full');
    expect((await row('greeting5@example.org')).state).toBe('retry');
  });

  it('is bounced after 5.1.x, and then nothing more goes to that address', async () => {
    await sent('nouser@example.org', 'dotnouser@example.org');
    for (const name of ['nouser', 'dotnouser']) {
      const message = await row(`${name}@example.org`);
      expect(message).toMatchObject({ state: 'bounced' });
      expect(message.reason).toMatch(/^The address does not exist/);
    }
    const tries = smtp.tries.get('nouser@example.org');
    await write(world, mail.outbox, ['NoUser@example.org'], { sendKey: 'another' });
    await mail.sendDue();
    expect((await row('NoUser@example.org')).state).toBe('suppressed');
    expect(smtp.tries.get('nouser@example.org')).toBe(tries);
    expect(smtp.tries.get('NoUser@example.org')).toBeUndefined();
    // The employer's timeline gets it as facts, the message page as an event.
    const events = await world.owner(`SELECT kind, detail FROM delivery_event ORDER BY id`);
    expect(events.filter((event) => event['kind'] === 'bounce-hard')).toHaveLength(2);
    const facts = await world.owner<{ kind: string; n: string }>(
      `SELECT kind, count(*) AS n FROM fact GROUP BY kind`,
    );
    expect(facts.find((fact) => fact.kind === 'messaging.bounced')?.n).toBe('2');
  });

  it('is unknown when the connection ends after the mail left, and invitations stay so', async () => {
    const all = ['drop354', 'dropmid', 'droplost', 'dropkept'].map((n) => `${n}@example.org`);
    await sent(...all);
    for (const address of all) expect([address, (await row(address)).state]).toEqual([address, 'unknown']);
    later(60 * 24);
    await mail.sweeper.sweep();
    await mail.sendDue();
    for (const address of all) expect([address, (await row(address)).state]).toEqual([address, 'unknown']);
    expect(smtp.to('dropkept@example.org')).toHaveLength(1);
    expect(smtp.to('droplost@example.org')).toHaveLength(0);
  });

  it('of a service mail that is unknown: once more after ten minutes, as the same mail, and no third time', async () => {
    await write(world, mail.outbox, ['droplost.service@example.org'], { mail: confirmation });
    await mail.sendDue();
    const first = await row('droplost.service@example.org');
    expect(first.state).toBe('unknown');
    expect(first.next_attempt_at).toEqual(new Date('2026-11-24T09:10:00Z'));
    later(9);
    await mail.sendDue();
    expect(smtp.tries.get('droplost.service@example.org')).toBe(1);
    later(1);
    await mail.sendDue();
    expect(smtp.tries.get('droplost.service@example.org')).toBe(2);
    const second = await row('droplost.service@example.org');
    expect(second).toMatchObject({
      state: 'unknown',
      next_attempt_at: null,
      message_id: first.message_id,
      attempts: 2,
    });
  });

  it('of a mail that never gets through: given up after 72 hours of longer and longer waits', async () => {
    await sent('rcpt4xx.long@example.org');
    let tries = 0;
    for (; tries < 60 && (await row('rcpt4xx.long@example.org')).state === 'retry'; tries++) {
      world.clock.set((await row('rcpt4xx.long@example.org')).next_attempt_at!.toISOString());
      await mail.sendDue();
    }
    const end = await row('rcpt4xx.long@example.org');
    expect(end.state).toBe('failed');
    expect(end.reason).toMatch(/^Given up after 72 hours/);
    const hours = (world.clock.now().getTime() - Date.parse('2026-11-24T09:00:00Z')) / 3_600_000;
    expect(hours).toBeGreaterThan(66);
    expect(hours).toBeLessThanOrEqual(72);
    // Waits of four hours after the first five, and at night until nine: it is no service mail.
    expect(tries).toBeGreaterThanOrEqual(14);
  });

  it('of a mail past its time: expired, and of one not yet due: queued', async () => {
    await write(world, mail.outbox, ['late@example.org'], {
      expiresAt: new Date('2026-11-24T09:30:00Z'),
      notBefore: new Date('2026-11-24T09:20:00Z'),
    });
    await mail.sendDue();
    expect((await row('late@example.org')).state).toBe('queued');
    later(31);
    await mail.sendDue();
    expect((await row('late@example.org')).state).toBe('expired');
    await write(world, mail.outbox, ['later@example.org'], {
      expiresAt: new Date('2026-11-24T10:00:00Z'),
      notBefore: new Date('2026-11-24T09:50:00Z'),
    });
    later(40);
    await mail.sweeper.sweep();
    expect((await row('later@example.org')).state).toBe('expired');
    expect(smtp.tries.get('later@example.org')).toBeUndefined();
  });

  it('leaves the other area alone', async () => {
    const [one] = await world.owner<{ id: string }>(`SELECT id FROM message LIMIT 1`);
    expect(await mail.sending.send(world.secondAreaId, [one!.id])).toBe(0);
  });
});
