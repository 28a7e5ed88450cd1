import { Suppressions } from '#contact-policy';
import { Contacts, Employers, EmployersModule, Tasks } from '#employers';
import { BouncePolicy, InboundMailService, InboundMails } from '#inbound-mail';
import { type Actor, cutoffOf, FactDelivery, londonDay, NO_AREA, retentionRecords } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { othersEnded } from '../../support/others-ended.js';
import {
  asksToLeave,
  autoReply,
  complaint,
  full,
  report,
  returnAddress,
  returnsOn,
  type SentMail,
  sentMail,
} from './inbound.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };
const MESSAGE_ROW = `SELECT state, reason, next_attempt_at FROM message WHERE id = $1`;

describe('mail that comes back', () => {
  let world: TestWorld;
  let on: Awaited<ReturnType<typeof returnsOn>>;
  let returns: InboundMailService;
  let event = 0;
  beforeAll(async () => {
    world = await testDatabase();
    on = await returnsOn(world, {}, [EmployersModule]);
    returns = on.get(InboundMailService);
  });
  afterAll(async () => {
    await on?.close();
    await world?.close();
  });

  const take = (raw: Buffer, envelopeTo?: string) => returns.ingest('imap', `e${++event}`, raw, envelopeTo);
  const row = async (mail: SentMail) =>
    (await world.owner<{ state: string; reason: string | null }>(MESSAGE_ROW, [mail.id]))[0]!;
  const stops = (address: string, areaId = world.areaId) =>
    world.db.read([areaId], async (tx) =>
      (
        (await on.get(Suppressions).inForceFor(tx, areaId, [address], world.clock.now())).get(address) ?? []
      ).map((stop) => `${stop.why} ${stop.scope}`),
    );
  const count = async (table: string): Promise<number> =>
    (await world.owner<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;
  /** What has been written down about the latest mail that came in. */
  const latest = async () =>
    (
      await world.owner<{ id: string; state: string; remark: string | null; done: string[] | null }>(
        `SELECT b.id, b.state, b.remark, r.done FROM returned_mail b LEFT JOIN returned_reading r ON r.returned_id = b.id
          ORDER BY b.id DESC LIMIT 1`,
      )
    )[0]!;

  describe('is matched', () => {
    it('by the token of the address it comes to, whatever address it names', async () => {
      const mail = await sentMail(world, 'nadia@token.example');
      const raw = report({ to: 'somebody@else.example', about: 'forwarded@elsewhere.example' });
      expect(await take(raw, returnAddress(mail))).toBe('matched');
      expect(await row(mail)).toMatchObject({
        state: 'bounced',
        reason: 'Came back: the address does not exist (5.1.1).',
      });
      expect(await stops('nadia@token.example')).toEqual(['bounce everything']);
      expect(await stops('forwarded@elsewhere.example')).toEqual([]);
    });

    it('by the same address in its header, where no envelope is known', async () => {
      for (const header of ['To', 'Delivered-To', 'X-Original-To']) {
        const mail = await sentMail(world, `${header.toLowerCase()}@header.example`);
        const raw = report({ about: mail.address });
        const text = raw
          .toString()
          .replace('To: network@localhost.example', `${header}: ${returnAddress(mail)}`);
        expect(await take(Buffer.from(text))).toBe('matched');
        expect((await row(mail)).state).toBe('bounced');
      }
    });

    it('by our Message-ID in what it returns, together with the address it went to', async () => {
      const mail = await sentMail(world, 'omar@quoted.example');
      expect(
        await take(
          report({
            about: 'omar@quoted.example',
            copy: `Subject: A question\r\nMessage-ID: ${mail.messageId}`,
          }),
        ),
      ).toBe('matched');
      expect((await row(mail)).state).toBe('bounced');
      const answered = await sentMail(world, 'away@quoted.example');
      const reply = autoReply('network@localhost.example', 'away@quoted.example', 'I am away until Monday.');
      const text = reply
        .toString()
        .replace('Auto-Submitted', `In-Reply-To: ${answered.messageId}\r\nAuto-Submitted`);
      expect(await take(Buffer.from(text))).toBe('matched');
    });

    it('only as a guess by a Message-ID alone, which others may know', async () => {
      const mail = await sentMail(world, 'zoe@forged.example');
      const copy = `Subject: A question\r\nMessage-ID: ${mail.messageId}`;
      expect(await take(report({ about: 'mallory@elsewhere.example', copy }))).toBe('guessed');
      expect((await row(mail)).state).toBe('sent');
      expect(await stops('zoe@forged.example')).toEqual([]);
      expect(await returns.sweep()).toMatchObject({ followed: 0 });
    });

    it('only as a guess by the address it names: nothing is done until a person says so', async () => {
      const mail = await sentMail(world, 'pat@guess.example');
      expect(await take(report({ about: 'pat@guess.example' }))).toBe('guessed');
      expect((await row(mail)).state).toBe('sent');
      expect(await stops('pat@guess.example')).toEqual([]);
      const { id, state, done } = await latest();
      expect({ state, done }).toEqual({ state: 'guessed', done: null });
      expect(await returns.sweep()).toEqual({ followed: 0 });
      const seeing = { areas: [world.areaId], everywhere: false, reader: { isSystemAdmin: false } };
      await on.get(InboundMails).match(seeing, id, mail.id, actor, 'Pat rang and said so.');
      expect((await row(mail)).state).toBe('bounced');
      expect(await stops('pat@guess.example')).toEqual(['bounce everything']);
      await expect(
        on.get(InboundMails).match(seeing, id, mail.id, actor, 'Pat rang and said so.'),
      ).rejects.toMatchObject({ code: 'messaging.returned-settled' });
    });

    it('to nothing where the token is forged, in another domain, or of a mail that never went', async () => {
      const mail = await sentMail(world, 'quinn@forged.example');
      const waiting = await sentMail(world, 'rae@forged.example', {
        state: 'queued',
        attempts: 0,
        settled_at: null,
      });
      for (const to of [
        `network+b-${'0'.repeat(24)}@localhost.example`,
        `network+b-${mail.token}@other.example`,
        `other+b-${mail.token}@localhost.example`,
        returnAddress(waiting),
      ]) {
        expect(await take(report({ to, about: 'nobody-we-know@nowhere.example' }))).toBe('unmatched');
      }
      expect((await latest()).remark).toBe('It came to a return address of none of our emails.');
      expect((await row(mail)).state).toBe('sent');
      expect((await row(waiting)).state).toBe('queued');
      expect(await stops('quinn@forged.example')).toEqual([]);
    });

    it('to nothing where two areas write to the address it names', async () => {
      const address = 'both@guess.example';
      await sentMail(world, address);
      await sentMail(world, address, { area_id: world.secondAreaId });
      expect(await take(report({ about: address }))).toBe('unmatched');
    });
  });

  describe('has one effect', () => {
    it('when the same event comes again, or the same bytes as another event', async () => {
      const mail = await sentMail(world, 'once@event.example');
      const raw = report({ to: returnAddress(mail), about: mail.address });
      expect(await returns.ingest('imap', 'same', raw)).toBe('matched');
      const before = [await count('fact'), await count('delivery_event'), await count('returned_mail')];
      expect(await returns.ingest('imap', 'same', report({ about: 'another@event.example' }))).toBe('known');
      expect(await returns.ingest('inlet', 'other', raw)).toBe('known');
      const bare = Buffer.from(raw.toString().replaceAll('\r\n', '\n'));
      expect(await returns.ingest('inlet', 'line-ends', bare)).toBe('known');
      expect([await count('fact'), await count('delivery_event'), await count('returned_mail')]).toEqual(
        before,
      );
    });

    it('when two processes take it at the same instant', async () => {
      const other = await returnsOn(world);
      try {
        for (let i = 0; i < 10; i++) {
          const mail = await sentMail(world, `race${i}@event.example`);
          const raw = full(returnAddress(mail), mail.address);
          const facts = await count('fact');
          const became = await Promise.all([
            returns.ingest('imap', `race${i}`, raw),
            other.get(InboundMailService).ingest('inlet', `race${i}`, raw),
          ]);
          expect(became.sort()).toEqual(['known', 'matched']);
          expect(await count('fact')).toBe(facts + 1);
        }
      } finally {
        await other.close();
      }
    });
  });

  describe('settles its message', () => {
    it('of unknown fate, and calls off what was to go once more', async () => {
      const next = { state: 'unknown', next_attempt_at: new Date('2026-11-24T09:10:00Z') };
      const bounced = await sentMail(world, 'ann@unknown.example', next);
      await take(report({ to: returnAddress(bounced), about: bounced.address }));
      expect(await row(bounced)).toMatchObject({ state: 'bounced', next_attempt_at: null });
      const arrived = await sentMail(world, 'ben@unknown.example', next);
      await take(autoReply(returnAddress(arrived), arrived.address, 'I am on leave.'));
      expect(await row(arrived)).toMatchObject({
        state: 'sent',
        reason: 'It arrived. An automatic reply came.',
      });
      const told = await sentMail(world, 'cat@unknown.example', next);
      const delivered = report({
        to: returnAddress(told),
        about: told.address,
        action: 'delivered',
        status: '2.0.0',
        said: '250 ok',
      });
      await take(delivered);
      expect(await row(told)).toMatchObject({ state: 'sent', next_attempt_at: null });
    });

    it('not by a delay that is still being tried, nor where it has ended otherwise', async () => {
      const mail = await sentMail(world, 'dee@delay.example');
      await take(
        report({
          to: returnAddress(mail),
          about: mail.address,
          action: 'delayed',
          status: '4.4.1',
          said: '451 4.4.1 no answer',
        }),
      );
      expect((await row(mail)).state).toBe('sent');
      expect(await stops(mail.address)).toEqual([]);
      const failed = await sentMail(world, 'eve@delay.example', { state: 'failed' });
      await take(report({ to: returnAddress(failed), about: failed.address }));
      expect((await row(failed)).state).toBe('failed');
    });

    it('later, while its own answer is not written down yet', async () => {
      const mail = await sentMail(world, 'fay@hand.example', {
        state: 'sending',
        lease_token: '01900000-0000-7000-8000-000000000001',
        settled_at: null,
      });
      expect(await take(report({ to: returnAddress(mail), about: mail.address }))).toBe('matched');
      expect((await row(mail)).state).toBe('sending');
      expect((await returns.sweep()).followed).toBe(0);
      await world.owner(`UPDATE message SET state = 'sent', lease_token = NULL WHERE id = $1`, [mail.id]);
      expect((await returns.sweep()).followed).toBe(1);
      expect((await row(mail)).state).toBe('bounced');
      expect(await stops(mail.address)).toEqual(['bounce everything']);
    });
  });

  describe('is followed by the policy', () => {
    it('of the program: three full mailboxes in 30 days stop engagement, not two', async () => {
      const address = 'gil@full.example';
      const again = async () => {
        const mail = await sentMail(world, address);
        await take(full(returnAddress(mail), address));
        return stops(address);
      };
      expect(await again()).toEqual([]);
      expect((await latest()).done).toEqual([
        'The email was marked as returned.',
        '1 of 3 within 30 days: nothing is stopped yet.',
      ]);
      world.clock.set('2026-12-30T09:00:00Z');
      expect(await again()).toEqual([]);
      expect(await again()).toEqual([]);
      expect(await again()).toEqual(['bounce engagement']);
      world.clock.set('2026-11-24T09:00:00Z');
    });

    it('of the program: a complaint and an opt-out stop what the person objects to', async () => {
      const mail = await sentMail(world, 'hal@objects.example');
      await take(complaint(returnAddress(mail), mail.address));
      expect(await stops(mail.address)).toEqual(['complaint all-but-service']);
      expect((await row(mail)).state).toBe('sent');
    });

    it('of an unsubscribe mail: the topic stops too, and what waited ends with it', async () => {
      const address = 'jay@leaves.example';
      const mail = await sentMail(world, address, { topic: 'surveys' });
      const waits = (more: Record<string, unknown>) =>
        sentMail(world, address, { state: 'queued', attempts: 0, settled_at: null, ...more });
      const [reminder, news, service] = [
        await waits({ topic: 'surveys' }),
        await waits({ topic: 'training' }),
        await waits({ purpose: 'service' }),
      ];
      await take(asksToLeave(returnAddress(mail), address));
      expect((await stops(address)).sort()).toEqual(['unsubscribe engagement', 'unsubscribe topic:surveys']);
      expect(await row(reminder)).toMatchObject({
        state: 'suppressed',
        reason: expect.stringContaining('said no'),
      });
      expect([(await row(news)).state, (await row(service)).state]).toEqual(['queued', 'queued']);
      expect((await latest()).done).toContain(
        'They said no to advertising and surveys. What waited for this address and is covered by that does not go.',
      );
      const facts = await world.owner(`SELECT kind, data->>'title' AS title FROM fact WHERE subject = $1`, [
        `message:${mail.id}`,
      ]);
      expect(facts).toEqual([{ kind: 'messaging.preferences', title: 'Said no to advertising and surveys' }]);
    });

    it('of a complaint: what waited ends too, service mail does not', async () => {
      const address = 'kim@objects.example';
      const mail = await sentMail(world, address);
      const waiting = { state: 'queued', attempts: 0, settled_at: null };
      const invitation = await sentMail(world, address, waiting);
      const service = await sentMail(world, address, { ...waiting, purpose: 'service' });
      await take(complaint(returnAddress(mail), address));
      expect([(await row(invitation)).state, (await row(service)).state]).toEqual(['suppressed', 'queued']);
    });

    it('of an area, which may switch it off', async () => {
      const policy = on.get(BouncePolicy);
      const off = (kind: 'bounce-hard' | 'complaint' | 'unsubscribe') => ({
        kind,
        count: 1,
        withinDays: 30,
        action: 'list' as const,
      });
      await policy.change(
        world.areaId,
        [off('bounce-hard'), off('complaint'), off('unsubscribe')],
        actor,
        'We look at each ourselves.',
      );
      const mail = await sentMail(world, 'ida@off.example');
      await take(report({ to: returnAddress(mail), about: mail.address }));
      const second = await sentMail(world, 'ida@off.example');
      await take(complaint(returnAddress(second), mail.address));
      await take(asksToLeave(returnAddress(second), mail.address));
      expect(await stops(mail.address)).toEqual([]);
      expect((await row(mail)).state).toBe('bounced');
      const lines = await world.db.read([world.areaId], (tx) => policy.of(tx, world.areaId));
      expect(lines.find((line) => line.kind === 'complaint')?.changed?.changedBy).toEqual(actor);
      await policy.change(
        world.areaId,
        [{ ...off('complaint'), action: 'block-engagement' }],
        actor,
        'Only what advertises.',
      );
      const lighter = await sentMail(world, 'lou@lighter.example');
      await take(complaint(returnAddress(lighter), lighter.address));
      expect(await stops(lighter.address)).toEqual(['complaint engagement']);
      expect(await policy.reset(world.areaId, actor, 'Back to how it was.')).toBe(3);
      const third = await sentMail(world, 'ida@off.example');
      await take(report({ to: returnAddress(third), about: mail.address }));
      expect(await stops(mail.address)).toEqual(['bounce everything']);
      const audit = await world.owner(
        `SELECT reason, row_count FROM audit_line WHERE subject = 'return-policy' ORDER BY at, id`,
      );
      expect(audit).toEqual([
        { reason: 'We look at each ourselves.', row_count: 3 },
        { reason: 'Only what advertises.', row_count: 1 },
        { reason: 'Back to how it was.', row_count: 3 },
      ]);
    });

    it('into a task for the employer, once, with the contact marked only where the address is dead', async () => {
      const facts = on.get(FactDelivery);
      await facts.run();
      const { employerId, contactId } = await world.db.write([world.areaId], async (tx) => {
        const employer = await on
          .get(Employers)
          .create(tx, world.areaId, { name: 'Norland Joinery (sample)' }, actor);
        const person = { name: 'Robin Example', email: 'robin@norland.example' };
        const contact = await on.get(Contacts).add(tx, world.areaId, employer.id, person, actor);
        return { employerId: employer.id, contactId: contact.id };
      });
      const whose = { employer_id: employerId, contact_id: contactId };
      const tasks = () =>
        world.db.read([world.areaId], async (tx) =>
          (await on.get(Tasks).findByEmployer(tx, world.areaId, employerId)).map((task) => task.title),
        );
      const emailState = async () =>
        (
          await world.owner<{ s: string }>(`SELECT email_state AS s FROM contact WHERE id = $1`, [contactId])
        )[0]!.s;

      const followed = async () => {
        await othersEnded(world);
        return facts.run();
      };
      const away = await sentMail(world, 'robin@norland.example', whose);
      await take(autoReply(returnAddress(away), away.address, 'I am on leave until Monday.'));
      const soft = await sentMail(world, 'robin@norland.example', whose);
      await take(full(returnAddress(soft), soft.address));
      await followed();
      expect([await tasks(), await emailState()]).toEqual([[], 'unchecked']);

      const left = await sentMail(world, 'robin@norland.example', whose);
      await take(
        autoReply(returnAddress(left), left.address, 'Robin has left the organisation. Please write to Jo.'),
      );
      expect(await followed()).toBe(1);
      expect([await tasks(), await emailState()]).toEqual([
        ['Find out who has taken over from Robin Example'],
        'unchecked',
      ]);

      const dead = await sentMail(world, 'robin@norland.example', whose);
      await take(report({ to: returnAddress(dead), about: dead.address }));
      expect(await followed()).toBe(1);
      expect(await facts.run()).toBe(0);
      expect((await tasks()).sort()).toEqual([
        'Find a working address',
        'Find out who has taken over from Robin Example',
      ]);
      expect(await emailState()).toBe('bounced');
    });
  });

  it('stands behind the wall: seen through its readings, or where the installation is named', async () => {
    const mail = await sentMail(world, 'walled@token.example');
    await take(report({ about: 'walled@token.example' }), returnAddress(mail));
    const { id } = await latest();
    await take(Buffer.from('From: somebody@example.org\r\nSubject: Lost\r\n\r\nNo idea whose this is'));
    const lost = await latest();
    const seen = (areas: string[]) =>
      world.db.read(areas, async (tx) =>
        (
          await tx.query<{ id: string }>('SELECT id FROM returned_mail WHERE id = ANY ($1) ORDER BY id', [
            [id, lost.id],
          ])
        ).map((one) => one.id),
      );
    expect(await seen([world.areaId])).toEqual([id]);
    expect(await seen([world.secondAreaId])).toEqual([]);
    expect(await seen([])).toEqual([]);
    expect(await seen([NO_AREA])).toEqual([id, lost.id]);
    expect(
      await world.db.write([world.secondAreaId], (tx) => tx.execute(`UPDATE returned_mail SET words = ''`)),
    ).toBe(0);
    // Control: without it everybody would see both.
    await world.owner('ALTER TABLE returned_mail DISABLE ROW LEVEL SECURITY');
    expect(await seen([])).toEqual([id, lost.id]);
    await world.owner('ALTER TABLE returned_mail ENABLE ROW LEVEL SECURITY');
  });

  it('and cannot be read is kept and shown, and stops nothing', async () => {
    expect(await take(Buffer.alloc(0))).toBe('unreadable');
    expect((await latest()).remark).toBe('It is empty.');
    const mail = await sentMail(world, 'nul@hostile.example');
    const nul = report({
      to: returnAddress(mail),
      about: mail.address,
      said: '550 5.1.1 no \u0000 such \ud800 user',
    });
    expect(await take(nul)).toBe('matched');
    const words = await world.owner<{ words: string }>(
      `SELECT words FROM returned_mail ORDER BY id DESC LIMIT 1`,
    );
    expect(words[0]!.words).not.toContain('\u0000');
    expect(await take(Buffer.alloc(21 * 1024 * 1024, 97))).toBe('unreadable');
  });

  it('shows no personal link of ours, and is forgotten but for its reading after the time of keeping', async () => {
    const mail = await sentMail(world, 'kim@keep.example');
    const link = `${on.settings.baseUrl}/s/secret-token-of-kim`;
    await take(
      report({
        to: returnAddress(mail),
        about: mail.address,
        text: `Could not be delivered: ${link} to you`,
      }),
    );
    const { id } = await latest();
    const stored = () =>
      world.owner<{ words: string | null; subject: string | null }>(
        `SELECT words, subject FROM returned_mail WHERE id = $1`,
        [id],
      );
    /** What a night does of its declaration (test/integration/retention has when it does so). */
    const forget = () => {
      const { steps, period } = retentionRecords.get('returned_mail')!;
      const now = world.clock.now();
      const cutoff = { areaId: null, before: cutoffOf(period, londonDay(now)), known: now, now };
      return world.db.write('all', (tx) => steps[0]!.take(tx, cutoff, 1000));
    };
    expect((await stored())[0]!.words).toContain(`${on.settings.baseUrl}/… to you`);
    world.clock.set('2027-02-21T09:00:00Z');
    expect(await forget()).toBe(0);
    world.clock.set('2027-02-23T09:00:00Z');
    expect(await forget()).toBeGreaterThan(0);
    expect((await stored())[0]).toEqual({ words: null, subject: null });
    const rows = await world.owner(`SELECT kind FROM returned_reading WHERE returned_id = $1`, [id]);
    expect(rows).toEqual([{ kind: 'bounce-hard' }]);
    world.clock.set('2026-11-24T09:00:00Z');
  });
});
