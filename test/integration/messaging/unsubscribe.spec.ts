import { Module } from '@nestjs/common';
import { Consents, UnsubscribeLinks } from '#contact-policy';
import { defineMail, MailRegistry } from '#mail-templates';
import { MessagingModule, UnsubscribeService } from '#messaging';
import { SYSTEM_ACTOR } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { mailRow } from '../../support/mail-row.js';
import { ScriptedSmtp } from '../../support/smtp-server.js';
import { confirmation, letter } from './letter.js';
import { messagingOn, write } from './mail.js';

const news = defineMail({ ...letter, name: 'test.news', purpose: 'engagement', topic: 'forum' });
const offer = defineMail({ ...confirmation, name: 'test.offer', promotional: true });

@Module({ imports: [MessagingModule] })
class NewsModule {
  constructor(mails: MailRegistry) {
    mails.add(news, offer);
  }
}

describe('unsubscribing', () => {
  let world: TestWorld;
  let smtp: ScriptedSmtp;
  let mail: Awaited<ReturnType<typeof messagingOn>>;
  beforeAll(async () => {
    world = await testDatabase();
    smtp = new ScriptedSmtp();
    mail = await messagingOn(world, await smtp.listen(), [NewsModule]);
  });
  afterAll(async () => {
    await mail.close();
    await smtp.close();
    await world.close();
  });

  const inForce = async (address: string, areaId = world.areaId) => {
    const found = await world.db.read([areaId], (tx) =>
      mail.suppressions.inForceFor(tx, areaId, [address], world.clock.now()),
    );
    return (found.get(address) ?? []).map((stop) => `${stop.scope} ${stop.why}`).sort();
  };
  const add = (address: string, ...stops: Parameters<typeof mail.suppressions.suppress>[3]) =>
    world.db.write([world.areaId], (tx) => mail.suppressions.suppress(tx, world.areaId, address, stops));

  describe('by header', () => {
    /** The head of the one mail to an address, as the server got it. */
    const headOf = async (to: string, definition: typeof letter) => {
      // Whoever has said yes may be sent what advertises.
      await world.db.write([world.areaId], (tx) =>
        mail.get(Consents).record(tx, world.areaId, to, {
          kind: 'consent',
          at: new Date('2026-03-03T00:00:00Z'),
          how: 'On paper.',
          source: 'staff',
          actor: SYSTEM_ACTOR,
        }),
      );
      await write(world, mail.outbox, [to], { mail: definition });
      await mail.sendDue();
      const taken = smtp.accepted.filter((one) => one.to === to);
      expect(taken).toHaveLength(1);
      return taken[0]!.raw.split('\r\n\r\n')[0]!.split('\r\n');
    };

    it.each<[string, typeof letter]>([
      ['an invitation', letter],
      ['news', news],
      ['service mail that advertises', offer],
    ])(
      'is offered by %s: both headers, each in one line, with the message’s own link',
      async (_, definition) => {
        const to = `${definition.name}@example.org`;
        const head = await headOf(to, definition);
        const [row] = await world.owner<{ id: string }>('SELECT id FROM message WHERE address = $1', [to]);
        const link = mail.get(UnsubscribeLinks).of(world.areaId, row!.id);
        expect(head.filter((line) => /unsubscribe/i.test(line))).toEqual([
          `List-Unsubscribe: <${link}>`,
          'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
        ]);
      },
    );

    it('is not offered by answers to what somebody did', async () => {
      const head = await headOf('test.confirmation@example.org', confirmation);
      expect(head.join('\n')).not.toMatch(/unsubscribe/i);
      const [taken] = smtp.accepted.filter((one) => one.to === 'test.confirmation@example.org');
      expect(taken!.raw).not.toContain('/leave/');
    });
  });

  it('holds for what is sent afterwards, and for that only', async () => {
    await write(world, mail.outbox, ['gone@example.org'], { mail: letter, sendKey: 'gone 1' });
    await mail.sendDue();
    const [first] = await world.owner<{ id: string; state: string }>(
      `SELECT id, state FROM message WHERE address = 'gone@example.org'`,
    );
    expect(first!.state).toBe('sent');
    await world.db.write([world.areaId], (tx) =>
      mail.get(UnsubscribeService).byMessage(tx, first!.id, 'mail'),
    );
    // Without a topic the next one like it would still come, so all but service stops.
    expect(await inForce('gone@example.org')).toEqual([
      'all-but-service unsubscribe',
      'engagement unsubscribe',
    ]);
    await write(world, mail.outbox, ['Gone@Example.org'], { mail: letter, sendKey: 'gone 2' });
    await write(world, mail.outbox, ['gone@example.org'], { mail: confirmation, sendKey: 'gone 3' });
    await mail.sendDue();
    const rows = await world.owner(
      `SELECT send_key, state, reason FROM message WHERE send_key IN ('gone 2', 'gone 3') ORDER BY send_key`,
    );
    expect(rows).toMatchObject([
      { state: 'suppressed', reason: expect.stringContaining('said no') },
      { state: 'sent' },
    ]);
  });

  it('by a report as spam stops all but service, once, and leaves a dead address its own', async () => {
    const id = await mailRow(world, { address: 'spam@example.org', topic: 'surveys' });
    await add('spam@example.org', { reason: 'No such user.' });
    for (let i = 0; i < 2; i++)
      expect(
        await world.db.write([world.areaId], (tx) =>
          mail.get(UnsubscribeService).byMessage(tx, id, 'complaint'),
        ),
      ).toEqual([{ scope: 'all-but-service', topic: null }]);
    expect(await inForce('spam@example.org')).toEqual(['all-but-service complaint', 'everything bounce']);
    const told = await world.owner(
      `SELECT count(*)::int AS n FROM delivery_event WHERE message_id = $1 AND kind = 'preferences'`,
      [id],
    );
    expect(told).toEqual([{ n: 1 }]);
  });

  it('by a message the transaction does not hold does nothing', async () => {
    const id = await mailRow(world, { address: 'other@example.org' });
    expect(
      await world.db.write([world.secondAreaId], (tx) =>
        mail.get(UnsubscribeService).byMessage(tx, id, 'mail'),
      ),
    ).toBeUndefined();
    expect(await inForce('other@example.org')).toEqual([]);
  });

  it('holds in one area, or in all, and never for another address', async () => {
    await add('one@example.org', { scope: 'engagement', why: 'objection', source: 'staff', reason: 'No.' });
    await add('all@example.org', {
      scope: 'all',
      why: 'objection',
      source: 'link',
      reason: 'No.',
      everywhere: true,
    });
    expect(await inForce('ONE@example.org ')).toEqual(['engagement objection']);
    expect(await inForce('one@example.org', world.secondAreaId)).toEqual([]);
    expect(await inForce('all@example.org', world.secondAreaId)).toEqual(['everything objection']);
    expect(await inForce('two@example.org')).toEqual([]);
  });

  it('until a day is said anew, and a no for good stays as it was first said', async () => {
    const pause = (until: string) =>
      add('pause@example.org', {
        scope: 'all-but-service',
        why: 'pause',
        source: 'staff',
        reason: `Until ${until}.`,
        until: new Date(until),
      });
    expect(await pause('2026-12-01T00:00:00Z')).toBe(1);
    expect(await pause('2026-12-03T00:00:00Z')).toBe(1);
    const no = { scope: 'engagement', why: 'objection', source: 'staff' } as const;
    expect(await add('pause@example.org', { ...no, reason: 'First.' })).toBe(1);
    expect(await add('pause@example.org', { ...no, reason: 'Second.' })).toBe(0);
    const rows = await world.db.read([world.areaId], (tx) =>
      mail.suppressions.rows(tx, world.areaId, ['pause@example.org'], world.clock.now()),
    );
    expect(rows.get('pause@example.org')!.map((row) => row.reason)).toEqual([
      'Until 2026-12-03T00:00:00Z.',
      'First.',
    ]);
    // For whom to ask, a pause is no reason: what is sent meanwhile waits.
    const left = await world.db.read([world.areaId], (tx) =>
      mail.suppressions.reasons(tx, world.areaId, ['pause@example.org'], 'invitation'),
    );
    expect(left.size).toBe(0);
  });

  it('is asked for by purpose and topic when people are chosen', async () => {
    await add('topic@example.org', {
      scope: 'topic',
      topic: 'surveys',
      why: 'objection',
      source: 'link',
      reason: 'No surveys.',
    });
    const asked = (purpose: 'service' | 'invitation' | 'engagement', topic: string | null) =>
      world.db.read([world.areaId], (tx) =>
        mail.suppressions.among(tx, world.areaId, ['topic@example.org'], purpose, topic),
      );
    expect((await asked('invitation', 'surveys')).size).toBe(1);
    expect((await asked('invitation', 'training')).size).toBe(0);
    expect((await asked('engagement', null)).size).toBe(0);
  });

  it('keeps no address: the table holds a hash that the database alone cannot make', async () => {
    const rows = await world.owner<{ text: string }>('SELECT s::text AS text FROM suppression s');
    expect(rows.length).toBeGreaterThan(3);
    for (const { text } of rows) expect(text).not.toContain('@');
    const [same] = await world.owner<{ n: number }>(
      `SELECT count(*)::int AS n FROM suppression WHERE address_hash = sha256('address:one@example.org')`,
    );
    expect(same!.n).toBe(0);
  });
});
