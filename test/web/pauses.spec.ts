import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { mailRow } from '../support/mail-row.js';
import { type TestWeb, testWeb } from '../support/web.js';

describe('pauses and what is held after a restore', () => {
  let web: TestWeb;
  let browser: Browser;
  let coordinator: Awaited<ReturnType<TestWeb['signedIn']>>;
  let administrator: Awaited<ReturnType<TestWeb['signedIn']>>;
  beforeAll(async () => {
    web = await testWeb();
    browser = await launchBrowser();
    coordinator = await web.signedIn({ role: 'coordinator' });
    administrator = await web.signedIn({ role: 'administrator' });
  });
  afterAll(async () => {
    await browser.close();
    await web.close();
  });
  beforeEach(async () => {
    await web.world.owner(`TRUNCATE mail_pause, mail_restore, message CASCADE`);
    web.world.clock.set('2026-11-24T09:00:00Z');
  });

  const rows = () =>
    web.world.owner<{ state: string; hold: string | null }>(
      `SELECT state, hold FROM message ORDER BY created_at, id`,
    );

  /** As a worker writes it down when it finds the database restored. */
  const restored = async () => {
    await web.world.owner(
      `UPDATE message SET state = 'held', hold = 'after_restore', due_at = next_attempt_at, next_attempt_at = NULL`,
    );
    await web.world.owner(
      `INSERT INTO mail_restore (id, area_id, cause, found_at, held) VALUES (gen_random_uuid(), $1, 'older', $2, 3)`,
      [web.world.areaId, web.world.clock.now()],
    );
  };

  it('pauses with a reason, shows who waits and why, and resumes with one', async () => {
    await mailRow(web.world, { state: 'queued' });
    await mailRow(web.world, { state: 'queued', purpose: 'service' });
    let page = await coordinator.get('/mail/pauses');
    expect(page.words).toContain('No email of Calderdale is paused.');
    page = await page.form('/mail/pause').fill({ what: 'all-but-service', reason: ' no ' }).submit();
    expect(page.status).toBe(422);
    expect(page.words).toContain('Say why, in 10 to 300 characters');
    expect(page.one('#reason').text).toBe(' no ');
    expect(page.one('input[value="all-but-service"]').hasAttribute('checked')).toBe(true);
    page = await page.form('/mail/pause').fill({ reason: 'The date in the text is wrong' }).submit();
    expect(page.words).toMatch(
      /All email except about bookings ?Paused “The date in the text is wrong” .*1 email waits/,
    );
    expect(await rows()).toEqual([
      { state: 'held', hold: 'area_paused' },
      { state: 'queued', hold: null },
    ]);
    const twice = await page
      .form('/mail/pause')
      .fill({ what: 'all-but-service', reason: 'Once more, please' })
      .submit();
    expect(twice.status).toBe(409);
    expect(twice.words).toContain('This is paused already.');
    page = await page.form('/mail/resume').fill({ why: '' }).submit();
    expect(page.status).toBe(422);
    expect(page.one('.govuk-error-summary a').getAttribute('href')).toBe('#why');
    page = await page.form('/mail/resume').fill({ why: 'It is put right' }).submit();
    expect(page.words).toContain('“It is put right”');
    expect((await rows())[0]).toEqual({ state: 'queued', hold: null });
  });

  it('lets only those change who may, and nobody the mail of another area', async () => {
    const page = await administrator.get('/mail/pauses');
    expect(page.status).toBe(200);
    expect(page.all('form[action="/mail/pause"]')).toEqual([]);
    expect((await administrator.get('/mail/restore')).status).toBe(403);
    const elsewhere = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    await mailRow(web.world, { state: 'queued' });
    await (await coordinator.get('/mail/pauses'))
      .form('/mail/pause')
      .fill({ what: 'all', reason: 'Ours alone' })
      .submit();
    expect((await elsewhere.get('/mail/pauses')).words).toContain('No email of Kirklees is paused.');
    const [{ id }] = (await web.world.owner<{ id: string }>(`SELECT id FROM mail_pause`)) as [{ id: string }];
    const own = await (await elsewhere.get('/mail/pauses'))
      .form('/mail/pause')
      .fill({ what: 'all', reason: 'Theirs only' })
      .submit();
    const foreign = await own.form('/mail/resume').fill({ id, why: 'Not theirs to end' }).submit();
    expect(foreign.status).toBe(404);
    expect((await rows())[0]).toEqual({ state: 'held', hold: 'area_paused' });
  });

  it('shows what a restore holds, by sending with names, and lets go or stops it with a reason', async () => {
    await mailRow(web.world, { state: 'queued' });
    await mailRow(web.world, { state: 'queued', address: 'alex@example.org' });
    await mailRow(web.world, { state: 'queued', purpose: 'service', template: 'bookings.confirmed' });
    expect((await coordinator.get('/mail/restore')).words).toContain('Nothing is held.');
    await restored();
    let page = await coordinator.get('/mail/restore');
    expect(page.words).toMatch(/restored from a backup .* 3 emails are held, and nothing new goes either/);
    expect(page.words).toMatch(/2 emails Robin Example, Robin Example Written 24 Nov 2026, due 24 Nov 2026/);
    page = await page.form('/mail/restore/sending').fill({ why: 'no' }).submit('Stop them for good');
    expect(page.status).toBe(422);
    expect(page.words).toContain('Say why, in 10 to 300 characters');
    page = await page
      .form('/mail/restore/sending')
      .fill({ why: 'They have it already' })
      .submit('Stop them for good');
    expect(page.words).toContain('Stopped for good.');
    page = await page
      .form('/mail/restore')
      .fill({ what: 'service', reason: 'Nothing of it went out' })
      .submit();
    expect(page.words).toContain('Email goes again.');
    expect(await rows()).toEqual([
      { state: 'cancelled', hold: null },
      { state: 'cancelled', hold: null },
      { state: 'queued', hold: null },
    ]);
  });

  it('looks right on a narrow screen and a wide one, with no accessibility violation', async () => {
    for (const address of ['robin', 'alex', 'sam'])
      await mailRow(web.world, { state: 'queued', address: `${address}@example.org` });
    await mailRow(web.world, { state: 'queued', purpose: 'service', template: 'bookings.confirmed' });
    await (await coordinator.get('/mail/pauses'))
      .form('/mail/pause')
      .fill({ what: 'all', reason: 'The date in the text is wrong' })
      .submit();
    const shots = process.env['SHOTS'];
    if (shots) mkdirSync(shots, { recursive: true });
    const look = async (path: string) => {
      for (const width of [1280, 320]) {
        const context = await browser.newContext({ viewport: { width, height: 900 } });
        await comeIn(context, coordinator);
        const page = await context.newPage();
        await page.goto(web.url + path);
        for (const details of await page.locator('main details').all())
          await details.locator('summary').click();
        if (shots) await page.screenshot({ path: `${shots}/${path.slice(6)}-${width}.png`, fullPage: true });
        expect(await axe(page)).toEqual([]);
        expect(await overflow(page)).toBe(0);
        await context.close();
      }
    };
    await look('/mail/pauses');
    await restored();
    await look('/mail/restore');
  }, 120_000);
});
