import type { Browser } from 'playwright-core';
import { Consents, Suppressions, UnsubscribeLinks } from '#contact-policy';
import { Contacts, Employers } from '#employers';
import { SYSTEM_ACTOR } from '#platform';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { mailRow } from '../support/mail-row.js';
import { PASSWORD, type TestWeb, testWeb } from '../support/web.js';

describe('blocked addresses', () => {
  let web: TestWeb;
  let both: Awaited<ReturnType<TestWeb['signedIn']>>;
  let coordinator: Awaited<ReturnType<TestWeb['signedIn']>>;
  let administrator: Awaited<ReturnType<TestWeb['signedIn']>>;
  let employerId: string;

  beforeAll(async () => {
    web = await testWeb();
    both = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
    coordinator = await web.signedIn({ role: 'coordinator' });
    administrator = await web.signedIn({ role: 'administrator' });
    const { areaId, db } = web.world;
    employerId = await db.write([areaId], async (tx) => {
      const employer = await web.app
        .get(Employers)
        .create(tx, areaId, { name: 'Norland Joinery (sample)' }, SYSTEM_ACTOR);
      await web.app
        .get(Contacts)
        .add(
          tx,
          areaId,
          employer.id,
          { name: 'Robin Example', email: 'Robin@Norland.example' } as never,
          SYSTEM_ACTOR,
        );
      return employer.id;
    });
  });
  afterAll(() => web.close());

  const stop = (address: string, ...stops: Parameters<Suppressions['suppress']>[3]) =>
    web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Suppressions).suppress(tx, web.world.areaId, address, stops),
    );
  const scopes = async (address: string) => {
    const { areaId, clock, db } = web.world;
    const rows = await db.read([areaId], (tx) =>
      web.app.get(Suppressions).rows(tx, areaId, [address], clock.now()),
    );
    return (rows.get(address) ?? []).map((row) => row.scope);
  };
  const look = (who: typeof both, address: string) =>
    who.get(`/mail/blocked?address=${encodeURIComponent(address)}`);

  it('say whether and why one is blocked that was typed, in any spelling, and list no address', async () => {
    await stop('ash@dead.example', { reason: 'The server says: no such user.' });
    const page = await look(coordinator, ' ASH@dead.example');
    expect(page.status).toBe(200);
    expect(page.words).toContain('Everything');
    expect(page.words).toContain('The server says: no such user.');
    expect(page.words).toContain('An email was returned');
    expect((await look(coordinator, 'nobody@dead.example')).words).toContain('Not blocked');
    const wrong = await look(coordinator, 'ash');
    expect(wrong.words).toContain('Enter a whole email address');
    expect((await administrator.get('/mail/blocked')).text).not.toContain('dead.example');
  });

  it('are listed for administrators, with the name of whoever has the address where they may see it', async () => {
    await stop('robin@norland.example', {
      scope: 'topic',
      topic: 'surveys',
      why: 'objection',
      source: 'link',
      reason: 'Chosen on their own page.',
    });
    const names = await both.get('/mail/blocked');
    expect(names.words).toContain('Surveys');
    expect(names.words).toContain('Robin Example, Norland Joinery (sample)');
    const without = await administrator.get('/mail/blocked');
    expect(without.words).toContain('Chosen on their own page.');
    expect(without.text).not.toMatch(/Robin|Norland/);
    const looksUp = await coordinator.get('/mail/blocked');
    expect(looksUp.words).toContain('The list of all that is blocked is for administrators');
    expect(looksUp.words).not.toContain('Chosen on their own page.');
    for (const role of ['partner', 'regional_lead', 'commissioner'] as const)
      expect((await (await web.signedIn({ role })).get('/mail/blocked')).status).toBe(403);
  });

  it('are listed by page and by filter, each once', async () => {
    for (let i = 0; i < 55; i++)
      await stop(`many${i}@dead.example`, {
        scope: 'engagement',
        why: 'objection',
        source: 'staff',
        reason: `No ${i}.`,
      });
    const seen: string[] = [];
    let page = await administrator.get('/mail/blocked?scope=engagement');
    for (;;) {
      seen.push(...page.all('.lv-reason').map((one) => one.text.trim()));
      if (!page.all('a[rel=next]').length) break;
      page = await page.follow('Next page');
    }
    expect(seen.sort()).toEqual(Array.from({ length: 55 }, (_, i) => `No ${i}.`).sort());
    const bounced = await administrator.get('/mail/blocked?source=bounce');
    expect(bounced.all('.lv-reason')).toHaveLength(1);
    expect((await administrator.get('/mail/blocked?scope=x&after=x')).status).toBe(200);
  });

  it('are blocked on somebody’s word with a reason; what waited ends, and the timeline says so', async () => {
    const waiting = await mailRow(web.world, {
      address: 'robin@norland.example',
      purpose: 'engagement',
      state: 'queued',
    });
    const page = await (await look(coordinator, 'robin@norland.example'))
      .form('Block')
      .fill({ scope: 'engagement', reason: 'Robin rang on 24 November.' })
      .submit();
    expect(page.words).toContain('Blocked.');
    expect(await scopes('robin@norland.example')).toEqual(['topic', 'engagement']);
    const [row] = await web.world.owner<{ state: string; reason: string }>(
      'SELECT state, reason FROM message WHERE id = $1',
      [waiting],
    );
    expect(row).toEqual({ state: 'suppressed', reason: 'This person said no to advertising.' });
    const record = await coordinator.get(`/employers/${employerId}`);
    expect(record.words).toContain('Said no to advertising');
    const audit = await web.world.owner(
      `SELECT verb, reason FROM audit_line WHERE resource = 'suppression' AND reason LIKE 'Robin rang%'`,
    );
    expect(audit).toEqual([{ verb: 'create', reason: 'Robin rang on 24 November.' }]);
  });

  it('may rest until a day', async () => {
    await (await coordinator.get('/mail/blocked'))
      .form('Block')
      .fill({
        address: 'rest@norland.example',
        scope: 'all-but-service',
        until: '2026-12-03',
        reason: 'Stocktake until then.',
      })
      .submit();
    const found = await look(coordinator, 'rest@norland.example');
    expect(found.words).toContain('All but service emails until 2 December 2026');
  });

  it.each([
    ['no address', { scope: 'all', reason: 'Robin rang.' }, 'Enter an email address'],
    ['a wrong address', { address: 'robin', scope: 'all', reason: 'Robin rang.' }, 'Enter an email address'],
    ['no scope', { address: 'x@norland.example', reason: 'Robin rang.' }, 'Choose what they do not want'],
    ['no reason', { address: 'x@norland.example', scope: 'all' }, 'Say why, in'],
    ['a short reason', { address: 'x@norland.example', scope: 'all', reason: 'Rang' }, 'Say why, in'],
    [
      'a day that has been',
      { address: 'x@norland.example', scope: 'all', until: '2026-11-24', reason: 'Robin rang.' },
      'Enter a day after today',
    ],
    [
      'what is in force',
      { address: 'robin@norland.example', scope: 'engagement', reason: 'Robin rang again.' },
      'in force already',
      409,
    ],
  ])('are not blocked with %s; nothing typed is lost', async (_, fields, words, status = 422) => {
    const page = await (await coordinator.get('/mail/blocked'))
      .form('Block')
      .fill(fields as unknown as Record<string, string>)
      .submit();
    expect(page.status).toBe(status);
    expect(page.words).toContain(words);
    if ('reason' in fields) expect(page.text).toContain(fields.reason);
    expect(await scopes('x@norland.example')).toEqual([]);
  });

  it('are lifted with a reason; a no of the person only with a warning', async () => {
    await stop('lift@norland.example', {
      scope: 'engagement',
      why: 'unsubscribe',
      source: 'one-click',
      reason: 'They pressed unsubscribe.',
    });
    const asks = await (await look(coordinator, 'lift@norland.example')).follow(/^Lift/);
    expect(asks.words).toContain('Lift it only if this person has asked for email again');
    const refused = await asks.form('Lift').submit();
    expect(refused.status).toBe(422);
    expect(await scopes('lift@norland.example')).toEqual(['engagement']);
    const done = await refused.form('Lift').fill({ reason: 'They wrote and asked for it again.' }).submit();
    expect(done.words).toContain('Unblocked.');
    expect(await scopes('lift@norland.example')).toEqual([]);
    const kept = await web.world.owner(
      `SELECT lift_reason FROM suppression WHERE lift_reason LIKE 'They wrote%' AND lifted_by->>'kind' = 'user'`,
    );
    expect(kept).toHaveLength(1);
  });

  it('reported as spam are lifted by an administrator only, and those of another area by nobody here', async () => {
    await stop('spam@norland.example', {
      scope: 'all-but-service',
      why: 'complaint',
      source: 'complaint',
      reason: 'Reported as spam.',
    });
    const [row] = await web.world.owner<{ id: string }>(`SELECT id FROM suppression WHERE why = 'complaint'`);
    const page = await look(coordinator, 'spam@norland.example');
    expect(page.words).toContain('An administrator lifts it.');
    const asks = await coordinator.get(`/mail/blocked/${row!.id}/lift`);
    expect(asks.all('form[action$="/lift"]')).toHaveLength(0);
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await coordinator.get('/mail/blocked')).text)![1]!;
    const forced = await coordinator.send(`/mail/blocked/${row!.id}/lift`, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: csrf, reason: 'I want this lifted.' }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(forced.status).toBe(403);
    expect(await scopes('spam@norland.example')).toEqual(['all-but-service']);
    const elsewhere = await web.signedIn({ role: 'administrator', areaId: web.world.secondAreaId });
    expect((await elsewhere.get(`/mail/blocked/${row!.id}/lift`)).status).toBe(404);
    const lifted = await (await administrator.get(`/mail/blocked/${row!.id}/lift`))
      .form('Lift')
      .fill({ reason: 'They asked for it in writing.' })
      .submit();
    expect(lifted.words).toContain('Unblocked.');
  });

  it('reported as spam ask a fresh sign-in of who is an administrator and a coordinator, and keep what was typed', async () => {
    const reason = 'They asked for it in a letter.';
    const address = 'letter@norland.example';
    const report = { scope: 'all-but-service', why: 'complaint', source: 'complaint' } as const;
    const form = async (why: string) => {
      const [row] = await web.world.owner<{ id: string }>(
        `SELECT id FROM suppression WHERE reason = $1 AND lifted_at IS NULL`,
        [why],
      );
      return (await both.get(`/mail/blocked/${row!.id}/lift?address=${address}`))
        .form('Lift')
        .fill({ reason });
    };
    await stop(address, { ...report, reason: 'A report.' });
    await stop(address, { scope: 'engagement', why: 'unsubscribe', source: 'one-click', reason: 'A press.' });
    const now = web.world.clock.now();
    try {
      web.world.clock.set(new Date(now.getTime() + 11 * 60_000).toISOString());
      expect((await (await form('A press.')).submit()).words).toContain('Unblocked.');
      const asks = await (await form('A report.')).submit();
      expect([asks.status, asks.title]).toEqual([403, expect.stringContaining('Is this you?')]);
      expect(await scopes(address)).toEqual(['all-but-service']);
      const again = await asks.form('password').fill({ password: PASSWORD }).submit();
      expect((await again.form('Send it now').submit()).words).toContain('Unblocked.');
      expect(await scopes(address)).toEqual([]);
    } finally {
      web.world.clock.set(now.toISOString());
    }
  });

  it('cannot be added to by who may only stop mail to themselves', async () => {
    const page = await administrator.get('/mail/blocked');
    expect(page.words).not.toContain('Block on somebody');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)![1]!;
    for (const path of ['/mail/blocked', '/mail/blocked/yes', '/mail/blocked/yes/back']) {
      const answer = await administrator.send(path, {
        method: 'POST',
        body: new URLSearchParams({
          _csrf: csrf,
          address: 'forced@norland.example',
          scope: 'all',
          reason: 'Because I can do it.',
        }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(answer.status).toBe(403);
    }
    expect(await scopes('forced@norland.example')).toEqual([]);
  });

  it('keep a yes that staff were given, with how and when, and take it back', async () => {
    const { areaId, db } = web.world;
    const address = 'sole@trader.example';
    const form = (await look(coordinator, address)).form('Note the yes');
    const wrong = await form.fill({ kind: 'consent', on: '2027-01-01', how: 'On the form.' }).submit();
    expect(wrong.status).toBe(422);
    expect(wrong.words).toContain('Enter a day that has been');
    const said = await wrong.form('Note the yes').fill({ on: '2026-03-03' }).submit();
    expect(said.words).toContain('Consent of 3 March 2026');
    const of = () => db.read([areaId], (tx) => web.app.get(Consents).of(tx, areaId, [address]));
    expect(await of()).toEqual(
      new Map([[address, { consent: { at: new Date('2026-03-03T00:00:00Z') }, softOptIn: null }]]),
    );
    const elsewhere = await db.read([web.world.secondAreaId], (tx) =>
      web.app.get(Consents).of(tx, web.world.secondAreaId, [address]),
    );
    expect(elsewhere.size).toBe(0);
    const backReason = 'They rang and said so';
    const back = await said
      .form(/yes\/back$/)
      .fill({ backReason })
      .submit();
    expect(back.words).toContain('The yes is taken back');
    expect((await of()).size).toBe(0);
  });

  describe('in a browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser.close());

    it.each([1280, 320])(
      'have no axe violation and do not scroll sideways at %i px',
      async (width) => {
        await stop('spam2@norland.example', {
          scope: 'all-but-service',
          why: 'complaint',
          source: 'complaint',
          reason: 'Reported as spam.',
        });
        const [row] = await web.world.owner<{ id: string }>(
          `SELECT id FROM suppression WHERE why = 'complaint' AND lifted_at IS NULL`,
        );
        const context = await browser.newContext({ viewport: { width, height: 900 } });
        await comeIn(context, both);
        const page = await context.newPage();
        for (const [name, path] of [
          ['list', '/mail/blocked'],
          ['found', '/mail/blocked?address=robin@norland.example'],
          ['wrong', '/mail/blocked?address=robin'],
          ['lift', `/mail/blocked/${row!.id}/lift?address=spam2@norland.example`],
        ] as const) {
          await page.goto(web.url + path);
          expect(await axe(page)).toEqual([]);
          expect(await overflow(page)).toBe(0);
          const shots = process.env['SHOTS'];
          if (shots) await page.screenshot({ path: `${shots}/blocked-${name}-${width}.png`, fullPage: true });
        }
        await page.goto(`${web.url}/mail/blocked`);
        await page.getByRole('button', { name: 'Block' }).click();
        expect(await axe(page)).toEqual([]);
        await context.close();
      },
      60_000,
    );
  });

  it('are the same people’s: what they choose on their own page stands here', async () => {
    const id = await mailRow(web.world, { address: 'own@norland.example', topic: 'surveys' });
    const link = web.app.get(UnsubscribeLinks).of(web.world.areaId, id);
    await fetch(link, {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const page = await look(coordinator, 'own@norland.example');
    expect(page.words).toContain('They pressed unsubscribe in their email program, on “Survey invitation”.');
  });
});
