import { ContactDirectories, type ContactDirectory, Suppressions } from '#contact-policy';
import { Employers } from '#employers';
import { MailPauses, SuppressionAdmin } from '#messaging';
import { SYSTEM_ACTOR, type Tx } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { contactWorld } from './contact-world.js';

let world: TestWorld;
let c: Awaited<ReturnType<typeof contactWorld>>;
beforeAll(async () => {
  world = await testDatabase();
  c = await contactWorld(world);
});
afterAll(async () => {
  await c.close();
  await world.close();
});
beforeEach(async () => {
  world.clock.set('2026-11-25T09:00:00Z');
  await world.owner('DELETE FROM contact_rules');
});

const one = async (id: string) => (await c.decisions([id]))[0];

describe('how a mailing stands', () => {
  it('counts each email once, though a worker holds some between two questions', async () => {
    const campaign = 'wave:race';
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push(await c.mail(await c.pair(), { campaign }));
    const { gate } = c;
    let asked = 0;
    const { goes, held } = await world.db.read([world.areaId], (tx) => {
      const query: Tx['query'] = async (...given) => {
        const answer = await tx.query(...given);
        if (asked++ === 0)
          await world.owner(
            `UPDATE message SET hold = 'limit_employer', next_attempt_at = '2026-12-02T09:00:00Z' WHERE campaign = $1`,
            [campaign],
          );
        return answer as never;
      };
      const slow = new Proxy(tx, { get: (of, name) => (name === 'query' ? query : of[name as keyof Tx]) });
      return gate.waiting(slow, world.areaId, campaign);
    });
    expect(goes + held.reduce((sum, one) => sum + one.count, 0)).toBe(3);
  });
});

describe('what the gate knows', () => {
  it('a call by another agency, unless nobody answered, they rang, or the area does not count it', async () => {
    const [called, missed, rang, other] = [await c.pair(), await c.pair(), await c.pair(), await c.pair()];
    await c.call({ employerId: called.employerId }, '2026-11-18T10:20:00Z', { agency: 'Jobcentre Plus' });
    await c.call(missed, '2026-11-18T10:20:00Z', { outcome: 'no-answer' });
    await c.call(rang, '2026-11-18T10:20:00Z', { direction: 'in' });
    await c.call(other, '2026-11-18T10:20:00Z', { kind: 'note' });
    const ids = [await c.mail(called), await c.mail(missed), await c.mail(rang), await c.mail(other)];
    expect(await c.decisions(ids)).toEqual([
      'hold 2026-12-02T09:00:00Z limit_employer',
      'send ok',
      'send ok',
      'send ok',
    ]);
    await c.rules({ agenciesNotCounted: [' jobcentre plus'] });
    expect(await one(ids[0]!)).toBe('send ok');
    await c.rules({ notCounted: ['call'] });
    expect(await one(ids[0]!)).toBe('send ok');
  });

  it('mail that went, is in flight, between two tries or of unknown fate; not service, nor what came to nothing', async () => {
    const at = '2026-11-20T10:00:00Z';
    const after = async (more: Record<string, unknown>) => {
      const to = await c.pair();
      await c.sent(to, at, more);
      return one(await c.mail(to));
    };
    const held = 'hold 2026-12-04T09:00:00Z limit_person';
    expect(await after({})).toBe(held);
    expect(await after({ state: 'unknown', settled_at: null, unknowns: 1 })).toBe(held);
    expect(await after({ state: 'retry', settled_at: null, next_attempt_at: '2026-11-25T10:00:00Z' })).toBe(
      held,
    );
    expect(await after({ purpose: 'service', promotional: true })).toBe(held);
    for (const more of [
      { purpose: 'service' },
      { state: 'bounced' },
      { state: 'failed' },
      { state: 'cancelled' },
    ])
      expect(await after(more)).toBe('send ok');
    // Unknown for three days and then found to have arrived: the contact was when it went.
    expect(await after({ unknowns: 1, settled_at: '2026-11-23T10:00:00Z' })).toBe(held);
    // Planned long before, sent lately.
    expect(await after({ created_at: '2026-08-01T10:00:00Z' })).toBe(held);
    expect(await after({ dated_at: '2026-11-10T10:00:00Z', settled_at: '2026-11-11T10:00:00Z' })).toBe(
      'send ok',
    );
  });

  it('people who have left, employers that closed, legal forms, private mailboxes', async () => {
    const open = await c.employer();
    const left = {
      employerId: open,
      contactId: await c.contact(open, 'gone@firm.example', { left: true }),
      address: 'gone@firm.example',
    };
    const shut = await c.employer({ closed: true });
    const at = {
      employerId: shut,
      contactId: await c.contact(shut, 'a@shut.example'),
      address: 'a@shut.example',
    };
    const trader = await c.employer({ legalForm: 'Sole trader' });
    const her = {
      employerId: trader,
      contactId: await c.contact(trader, 'her@trader.example'),
      address: 'her@trader.example',
    };
    const home = await c.pair('robin@gmail.com');
    expect(
      await c.decisions([
        await c.mail(left, { purpose: 'service' }),
        await c.mail(at),
        await c.mail(at, { purpose: 'service' }),
        await c.mail(her, { purpose: 'engagement' }),
        await c.mail(home, { purpose: 'engagement' }),
        await c.mail(home),
      ]),
    ).toEqual([
      'never person_left',
      'never employer_closed',
      'send ok',
      'never no_consent',
      'never no_consent',
      'send ok',
    ]);
  });

  it('who said no, and to what', async () => {
    const [surveys, dead] = [await c.pair(), await c.pair()];
    const suppressions = c.app.get(Suppressions, { strict: false });
    await world.db.write([world.areaId], async (tx) => {
      await suppressions.suppress(tx, world.areaId, surveys.address, [
        { scope: 'topic', topic: 'surveys', why: 'objection', reason: 'They said so' },
      ]);
      await suppressions.add(tx, world.areaId, dead.address, 'It bounced');
    });
    expect(
      await c.decisions([
        await c.mail(surveys, { topic: 'surveys' }),
        await c.mail(surveys, { topic: 'forum' }),
        await c.mail(dead, { purpose: 'service', immediate: true }),
      ]),
    ).toEqual(['never objection', 'send ok', 'never address_suppressed']);
  });

  it('the area’s hours and days, and of no rules the program’s', async () => {
    const to = await c.pair();
    const id = await c.mail(to);
    world.clock.set('2026-11-28T22:00:00Z');
    expect(await one(id)).toBe('hold 2026-11-30T09:00:00Z quiet_day');
    await c.rules({ extraDays: ['2026-11-30'] });
    expect(await one(id)).toBe('hold 2026-12-01T09:00:00Z quiet_day');
    await c.rules({ nation: 'scotland', sendFrom: '08:00' });
    expect(await one(id)).toBe('hold 2026-12-01T08:00:00Z quiet_day');
    await c.rules({ workingDays: ['sat', 'sun'], sendUntil: '24:00' });
    expect(await one(id)).toBe('send ok');
  });

  it('a booking confirmation never waits, a service mail does until hours', async () => {
    world.clock.set('2026-11-28T22:00:00Z');
    const to = await c.pair();
    await c.sent(to, '2026-11-28T21:00:00Z');
    expect(
      await c.decisions([
        await c.mail(to, { purpose: 'service', immediate: true }),
        await c.mail(to, { purpose: 'service' }),
        await c.mail({ address: 'stranger@example.org' }, { purpose: 'service', immediate: true }),
      ]),
    ).toEqual(['send ok', 'hold 2026-11-30T09:00:00Z quiet_day', 'send ok']);
  });

  it('mail to two records with one address as mail to one person, wherever they work', async () => {
    const [here, there] = [await c.pair('sam@both.example'), await c.pair('Sam@both.example')];
    await c.sent(here, '2026-11-20T10:00:00Z');
    expect(await one(await c.mail(there))).toBe('hold 2026-12-04T09:00:00Z limit_person');
  });

  it('mail to an address without a record as mail to that person', async () => {
    const to = { address: 'nobody@example.org' };
    await c.sent(to, '2026-11-20T10:00:00Z', { purpose: 'engagement' });
    expect(await one(await c.mail(to))).toBe('hold 2026-12-04T09:00:00Z limit_person');
  });

  it('nothing of another area', async () => {
    const to = await c.pair();
    await c.sent(to, '2026-11-20T10:00:00Z', { area_id: world.secondAreaId });
    expect(await one(await c.mail(to))).toBe('send ok');
  });
});

describe('mails of one batch', () => {
  it('see one another: the survey goes, the other waits a turn', async () => {
    const to = await c.pair();
    const ids = [
      await c.mail(to, { purpose: 'engagement' }),
      await c.mail(to),
      await c.mail(to, { purpose: 'service' }),
    ];
    expect(await c.decisions(ids)).toEqual(['hold 2026-12-09T09:00:00Z limit_person', 'send ok', 'send ok']);
  });

  it('see what else is due and not in the batch', async () => {
    const to = await c.pair();
    const [offer, survey] = [await c.mail(to, { purpose: 'engagement' }), await c.mail(to)];
    expect(await one(offer)).toBe('hold 2026-12-09T09:00:00Z another_first');
    expect(await one(survey)).toBe('send ok');
  });

  it('wait for nothing that could not go itself', async () => {
    const to = await c.pair();
    const id = await c.mail(to, { purpose: 'engagement' });
    await c.mail(to, { expires_at: '2026-11-25T08:00:00Z' });
    const colleague = {
      ...to,
      contactId: await c.contact(to.employerId, 'left@firm.example', { left: true }),
      address: 'left@firm.example',
    };
    await c.mail(colleague);
    expect(await one(id)).toBe('send ok');
  });

  it('of one mailing to many at one employer are one contact on one day', async () => {
    const to = await c.pair();
    const colleagues = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const address = `${name}@many.example`;
        return { employerId: to.employerId, contactId: await c.contact(to.employerId, address), address };
      }),
    );
    const ids = await Promise.all(colleagues.map((one) => c.mail(one, { campaign: 'wave:1' })));
    const late = await c.mail(to, { campaign: 'wave:2', next_attempt_at: '2026-11-25T08:59:59Z' });
    const decided = await c.decisions([...ids, late]);
    expect(decided.filter((one) => one === 'send ok').length === 3 || decided[3] === 'send ok').toBe(true);
    expect(new Set(decided.slice(0, 3)).size).toBe(1);
    expect(decided[3] === 'send ok').not.toBe(decided[0] === 'send ok');
  });

  it('cost a number of statements that does not grow with them', async () => {
    const statements = async (n: number) => {
      const ids = [];
      for (let i = 0; i < n; i++) ids.push(await c.mail(await c.pair()));
      const mails = await c.gated(ids);
      let asked = 0;
      await world.db.write([world.areaId], (tx) => {
        const query = tx.query.bind(tx);
        tx.query = ((...given: Parameters<typeof query>) => {
          asked++;
          return query(...given);
        }) as typeof tx.query;
        return c.gate.decide(tx, world.areaId, mails, world.clock.now());
      });
      return asked;
    };
    const few = await statements(2);
    expect(await statements(60)).toBe(few);
    expect(few).toBeLessThan(16);
  });
});

describe('what is held', () => {
  it('is looked at again once the legal form is stated, and only then', async () => {
    const employerId = await c.employer({ legalForm: 'Stiftung' });
    const address = 'robin@formless.example';
    const to = { employerId, contactId: await c.contact(employerId, address), address };
    const id = await c.mail(to, { purpose: 'engagement' });
    expect(await one(id)).toBe('hold legal_form_unknown');
    await world.owner(
      `UPDATE message SET state = 'held', hold = 'legal_form_unknown', next_attempt_at = NULL WHERE id = $1`,
      [id],
    );
    const employers = c.app.get(Employers, { strict: false });
    const change = (input: object) =>
      world.db.write([world.areaId], (tx) => employers.change(tx, employerId, input, SYSTEM_ACTOR));
    const state = async () =>
      (
        await world.owner<{ state: string; hold: string | null }>(
          'SELECT state, hold FROM message WHERE id = $1',
          [id],
        )
      )[0];
    await change({ town: 'Halifax' });
    expect(await state()).toEqual({ state: 'held', hold: 'legal_form_unknown' });
    await change({ legalForm: 'Company' });
    expect(await state()).toEqual({ state: 'queued', hold: null });
    expect(await one(id)).toBe('send ok');
  });

  it('by a pause or after a restore is left to those who end it', async () => {
    const to = await c.pair();
    for (const hold of ['area_paused', 'campaign_paused', 'after_restore'])
      await c.mail(to, { state: 'held', hold, next_attempt_at: null });
    const due = await c.mail(to, { hold: 'quiet_hours', next_attempt_at: '2026-11-26T09:00:00Z' });
    const again = await world.db.write([world.areaId], (tx) =>
      c.gate.reconsider(tx, world.areaId, { employerIds: [to.employerId] }),
    );
    expect(again).toBe(1);
    expect(
      await world.owner('SELECT id FROM message WHERE employer_id = $1 AND hold IS NULL', [to.employerId]),
    ).toEqual([{ id: due }]);
  });

  it('by somebody’s wish for peace is looked at again when that is lifted', async () => {
    const to = await c.pair();
    const blocked = c.app.get(SuppressionAdmin, { strict: false });
    const actor = { kind: 'user', label: 'Sam Sample' } as const;
    const stop = { scope: 'all-but-service', topic: null, until: new Date('2026-12-03T00:00:00Z') } as const;
    await world.db.write([world.areaId], (tx) =>
      blocked.add(tx, world.areaId, to.address, stop, 'They said so on the phone', actor, []),
    );
    const id = await c.mail(to);
    expect(await one(id)).toBe('hold 2026-12-03T09:00:00Z asked_to_wait');
    await world.owner(
      `UPDATE message SET hold = 'asked_to_wait', next_attempt_at = '2026-12-03T09:00:00Z' WHERE id = $1`,
      [id],
    );
    await world.db.write([world.areaId], async (tx) => {
      const stops = await c.app
        .get(Suppressions, { strict: false })
        .rows(tx, world.areaId, [to.address], world.clock.now());
      const rights = { complaints: false, everywhere: false };
      await blocked.lift(tx, world.areaId, stops.get(to.address)![0]!.id, 'They rang again', actor, rights);
    });
    expect(await world.owner('SELECT hold, next_attempt_at AS at FROM message WHERE id = $1', [id])).toEqual([
      { hold: null, at: world.clock.now() },
    ]);
    expect(await one(id)).toBe('send ok');
  });

  it('says who paused it', async () => {
    const to = await c.pair();
    const id = await c.mail(to, { campaign: 'wave:paused' });
    const pauses = c.app.get(MailPauses, { strict: false });
    const actor = { kind: 'user', label: 'Sam Sample' } as const;
    const request = {
      areaId: world.areaId,
      campaign: 'wave:paused',
      exceptService: false,
      reason: 'A mistake in it',
    };
    const { id: pauseId } = await world.db.write([world.areaId], (tx) => pauses.pause(tx, request, actor));
    const answer = await world.db.write([world.areaId], async (tx) =>
      c.gate.decide(tx, world.areaId, await c.gated([id]), world.clock.now()),
    );
    expect(answer.get(id)).toMatchObject({ decision: 'hold', until: null, reason: 'rule_paused' });
    expect(answer.get(id)?.sentence).toContain('This mailing is paused by Sam Sample');
    await world.db.write([world.areaId], (tx) =>
      pauses.resume(tx, world.areaId, pauseId, 'It was put right', actor),
    );
  });
});

describe('two workers at once', () => {
  /** While one decides about a mail, a survey is written to a colleague, which goes before it; another takes that up. */
  const both = async (locks: boolean) => {
    const to = await c.pair();
    const address = `${to.contactId}@firm.example`;
    const colleague = { ...to, contactId: await c.contact(to.employerId, address), address };
    const first = await c.mail(to, { purpose: 'engagement' });
    const book = c.app.get(ContactDirectories, { strict: false }).current;
    if (!locks) book.lockUncontended = () => Promise.resolve({ employers: [], people: [] });
    const decide = async (tx: Tx, id: string) =>
      (await c.gate.decide(tx, world.areaId, await c.gated([id]), world.clock.now())).get(id)?.decision;
    try {
      return await world.db.write([world.areaId], async (tx) => {
        const one = await decide(tx, first);
        await tx.execute(
          `UPDATE message SET state = 'sending', lease_token = id, dated_at = $2, next_attempt_at = NULL WHERE id = $1`,
          [first, world.clock.now()],
        );
        const second = await c.mail(colleague);
        const other = await world.db.write([world.areaId], (tx2) => decide(tx2, second));
        return { one, other, second };
      });
    } finally {
      if (!locks) delete (book as Partial<ContactDirectory>).lockUncontended;
    }
  };

  it('cannot both send to one employer: the second comes back to it', async () => {
    const { one, other, second } = await both(true);
    expect([one, other]).toEqual(['send', undefined]);
    expect((await c.decisions([second]))[0]).toBe('hold 2026-12-09T09:00:00Z limit_employer');
  });

  it('control: without the locks both would send', async () => {
    const { one, other } = await both(false);
    expect([one, other]).toEqual(['send', 'send']);
  });

  it('leave alone what staff are changing, and everything else goes', async () => {
    const [busy, free] = [await c.pair(), await c.pair()];
    const ids = [await c.mail(busy), await c.mail(free), await c.mail(busy, { purpose: 'service' })];
    await world.db.write([world.areaId], async (tx) => {
      await tx.execute('SELECT FROM employer WHERE id = $1 FOR UPDATE', [busy.employerId]);
      expect(await c.decisions(ids)).toEqual(['not now', 'send ok', 'send ok']);
    });
    expect(await c.decisions(ids)).toEqual(['send ok', 'send ok', 'send ok']);
  });
});
