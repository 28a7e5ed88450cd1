import type { Browser } from 'playwright-core';
import { Employers, Tasks } from '#employers';
import type { Actor, Tx } from '#platform';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };

describe('tasks', () => {
  let web: TestWeb;
  let browser: Browser;
  let sam: Visitor & { userId: string };
  let priya: Visitor & { userId: string };
  let n = 0;

  beforeAll(async () => {
    web = await testWeb();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });
  // A Tuesday, 9am in London.
  beforeEach(async () => {
    web.world.clock.set('2026-11-24T09:00:00Z');
    sam = await web.signedIn({ role: 'coordinator' });
    priya = await web.signedIn({ role: 'coordinator' });
  });

  const write = <T>(work: (tx: Tx) => Promise<T>) => web.world.db.write([web.world.areaId], work);
  const task = async (more: object = {}) => {
    const title = `Ring back ${++n} (sample)`;
    const input = { areaId: web.world.areaId, title, dueOn: '2026-11-24', ownerId: sam.userId, ...more };
    const id = (await write((tx) => web.app.get(Tasks).add(tx, input, actor)))!;
    return { id, title, at: `/tasks/${id}` };
  };
  const employer = () =>
    write(
      async (tx) =>
        (
          await web.app
            .get(Employers)
            .create(tx, web.world.areaId, { name: `Hebble Textiles ${++n} (sample)` }, actor)
        ).id,
    );
  const kinds = async (id: string) =>
    (
      await web.world.owner<{ kind: string }>(
        `SELECT kind FROM fact WHERE subject = $1 ORDER BY recorded_at, id`,
        [`task:${id}`],
      )
    ).map((row) => row.kind.replace('employers.task-', ''));
  const row = async (visitor: Visitor, at: string, title: string) =>
    (await visitor.get(at)).all('.me-task').find((li) => li.text.includes(title));

  it('of next year and without an employer are on a page', async () => {
    const form = (await sam.get('/tasks/new')).form('title');
    const added = await form.fill({ title: 'Order biscuits', dueOn: '2027-02-01' }).submit();
    expect(added.words).toContain('The task has been added.');
    expect(added.words).toMatch(/Later .*Order biscuits 1 Feb 2027/);
    expect((await sam.get('/today')).words).not.toContain('Order biscuits');
    const page = await added.follow('Order biscuits');
    expect(page.words).toContain('Next step planned');
    expect(page.form('detail').values).toMatchObject({ dueOn: '1 February 2027', ownerId: sam.userId });
  });

  it('of mine stand apart from those of others, and are counted alone', async () => {
    const mine = await task();
    const theirs = await task({ ownerId: priya.userId });
    const nobodys = await task({ ownerId: null });
    const today = await priya.get('/today');
    const titles = (id: string) => today.all(`.me-tasks[aria-labelledby=${id}] b`).map((b) => b.text);
    expect(titles('t1')).toEqual([theirs.title]);
    expect(titles('t1b')).toEqual(expect.arrayContaining([mine.title, nobodys.title]));
    expect(today.words).toContain('1 task needs you today.');
  });

  it('are told to nobody who only reads along', async () => {
    const { title } = await task();
    const lead = await web.signedIn({ role: 'regional_lead' });
    const today = await lead.get('/today');
    expect(today.words).not.toMatch(/needs? you|Your tasks/);
    expect(today.words).toMatch(/The team’s tasks/);
    const all = await lead.get('/tasks');
    expect(all.words).toContain(title);
    expect(all.all('main form[method=post]')).toHaveLength(0);
    expect(all.all('.me-task a[href^="/tasks/"]')).toHaveLength(0);
  });

  it('whose hour has passed are overdue, not to come', async () => {
    const { title } = await task({ dueTime: '14:30' });
    web.world.clock.set('2026-11-24T14:30:00Z');
    const lead = await web.signedIn({ role: 'coordinator' });
    expect((await row(lead, '/today', title))!.text).toContain('Today, 2:30pm');
    web.world.clock.set('2026-11-24T14:55:00Z');
    expect((await row(lead, '/today', title))!.text).toContain('Overdue since 2:30pm');
    expect(await row(lead, '/tasks?whose=everybody&due=late', title)).toBeDefined();
  });

  it('are changed, given to a colleague and postponed, with a fact each', async () => {
    const employerId = await employer();
    const { id, at, title } = await task({ employerId });
    const page = await sam.get(at);
    const changed = await page
      .form('detail')
      .fill({ title: `${title}!`, detail: 'Ask for Robin', dueOn: '2026-12-03', ownerId: priya.userId })
      .submit();
    expect(changed.words).toContain('The task has been changed.');
    expect(changed.words).toMatch(
      /now due 3 December 2026, given to Sam Sample \d+, other words, details changed/,
    );
    expect((await row(priya, '/tasks', title))!.text).toContain('3 Dec 2026');
    const later = await changed.form('To Wednesday 25 November').submit();
    expect(later.form('detail').values['dueOn']).toBe('25 November 2026');
    expect(await kinds(id)).toEqual(['added', 'changed', 'changed']);
    expect((await sam.get(`/employers/${employerId}`)).words).toContain('Next step changed');
    const wrong = await later.form('detail').fill({ title: '', ownerId: employerId }).submit();
    expect([wrong.status, wrong.words]).toEqual([422, expect.stringContaining('Say what is to be done')]);
    const stranger = await later.form('detail').fill({ ownerId: employerId }).submit();
    expect(stranger.words).toContain('Choose a person from the list');
  });

  it('that are nobody’s are taken with one button', async () => {
    const { title, id } = await task({ ownerId: null });
    const list = await priya.get('/tasks?whose=nobody');
    expect(list.words).toContain(title);
    await list.form(`/tasks/${id}/take`).submit();
    expect(await row(priya, '/tasks', title)).toBeDefined();
    expect(await row(priya, '/tasks?whose=nobody', title)).toBeUndefined();
  });

  it('that were done by mistake are open again, from the page, the list and the timeline', async () => {
    const employerId = await employer();
    const { id, title } = await task({ employerId });
    const list = async () => (await sam.get('/tasks')).words;
    const done = await (await sam.get('/today')).form(`/tasks/${id}/done`).submit();
    expect(done.words).toContain('The task is done. Undo');
    expect(await list()).not.toContain(title);
    const back = await done.form(`/tasks/${id}/undo`).submit();
    expect(back.words).toContain('The task is open again.');
    expect(await list()).toContain(title);
    await (await sam.get('/tasks')).form(`/tasks/${id}/done`).submit();
    const ended = await sam.get('/tasks?whose=ended');
    expect(ended.words).toContain('Done on 24 Nov 2026');
    await ended.form(`/tasks/${id}/undo`).submit();
    await (await sam.get(`/employers/${employerId}`)).form(`/tasks/${id}/done`).submit();
    const timeline = await (await sam.get(`/employers/${employerId}`)).form(`/tasks/${id}/undo`).submit();
    expect(timeline.url).toContain(`/employers/${employerId}`);
    expect(timeline.words).toContain(`Next step: ${title}`);
    expect(await kinds(id)).toEqual([
      'added',
      ...['done', 'reopened', 'done', 'reopened', 'done', 'reopened'],
    ]);
  });

  it('are called off, which can be undone for 30 days', async () => {
    const { id, at, title } = await task();
    const off = await (await sam.get(at)).form('Call it off').submit();
    expect(off.words).toContain('The task is called off.');
    expect(off.all('form[action$="/postpone"]')).toHaveLength(0);
    expect(await row(sam, '/today', title)).toBeUndefined();
    expect((await row(sam, '/tasks?whose=ended', title))!.text).toContain('Called off on 24 Nov 2026');
    // A sign-in does not hold for so long.
    web.world.clock.set('2026-12-24T09:00:00Z');
    const december = await web.signedIn({ role: 'coordinator' });
    expect((await (await december.get(at)).form(`${at}/undo`).submit()).words).toContain('open again');
    await (await december.get(at)).form('Call it off').submit();
    web.world.clock.set('2027-01-24T09:00:00Z');
    const january = await web.signedIn({ role: 'coordinator' });
    expect((await january.get(at)).all('form[action$="/undo"]')).toHaveLength(0);
    expect(await row(january, '/tasks?whose=ended', title)).toBeUndefined();
    expect(await kinds(id)).toEqual(['added', 'called-off', 'reopened', 'called-off']);
  });

  it('are filtered by day, owner and words, and paged without losing one', async () => {
    const employerId = await employer();
    await write(async (tx) => {
      for (let i = 0; i < 120; i++)
        await web.app.get(Tasks).add(tx, {
          areaId: web.world.areaId,
          title: `Paged ${i}`,
          // Some of one day and hour, so that a page ends among them.
          dueOn: `2027-03-${String(1 + (i % 4)).padStart(2, '0')}`,
          dueTime: i % 3 ? '10:00' : null,
          ownerId: priya.userId,
          employerId: i === 7 ? employerId : null,
        });
    });
    const seen: string[] = [];
    let page = await sam.get('/tasks?whose=everybody&q=paged');
    for (;;) {
      seen.push(...page.all('.me-task b').map((b) => b.text));
      if (!page.all('a[rel=next]').length) break;
      page = await page.follow(/^Next/);
    }
    expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
    for (let back = 0; back < 2; back++) page = await page.follow(/^Previous/);
    expect(page.all('.me-task b').map((b) => b.text)).toEqual(seen.slice(0, 50));
    const on = await sam.get('/tasks?whose=everybody&on=2027-03-02&q=hebble');
    expect(on.words).toContain('No task fits.');
    expect((await sam.get('/tasks?whose=everybody&q=hebble')).words).toContain('Paged 7');
    expect((await sam.get(`/tasks?whose=everybody&owner=${sam.userId}&q=paged`)).words).toContain(
      'No task fits.',
    );
    expect((await sam.get('/tasks?whose=mine&due=nonsense&after=nonsense')).status).toBe(200);
  });

  it('of others are not there for a partner, nor can they be given away', async () => {
    const partner = await web.signedIn({ role: 'partner', agency: 'jcp' });
    const theirs = await task();
    const own = await task({ ownerId: partner.userId });
    const list = await partner.get('/tasks?whose=everybody');
    expect(list.words).toContain(own.title);
    expect(list.words).not.toContain(theirs.title);
    expect((await partner.get(theirs.at)).status).toBe(404);
    const page = await partner.get(own.at);
    expect(page.all('#ownerId')).toHaveLength(0);
    const { _csrf } = page.form('detail').values;
    const send = (at: string, fields: Record<string, string>) =>
      partner.send(at, {
        method: 'POST',
        body: new URLSearchParams({ _csrf: String(_csrf), ...fields }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const given = { title: own.title, dueOn: '2026-11-24', ownerId: sam.userId };
    expect((await send(own.at, given)).status).toBe(422);
    for (const act of ['done', 'undo', 'call-off', 'take'])
      expect([act, (await send(`${theirs.at}/${act}`, {})).status]).toEqual([act, 404]);
    expect((await send(`${theirs.at}/postpone`, { dueOn: '2026-12-01' })).status).toBe(404);
    expect(await kinds(theirs.id)).toEqual(['added']);
  });

  it('lead away to no other site', async () => {
    const { at } = await task();
    const { _csrf } = (await sam.get(at)).form('Done').values;
    for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example', '/%2f/evil.example']) {
      const sent = await sam.send(`${at}/done`, {
        method: 'POST',
        body: new URLSearchParams({ _csrf: String(_csrf), back }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect([back, new URL(sent.url).host]).toEqual([back, new URL(web.url).host]);
    }
  });

  it('have no axe violations and fit 320 px', async () => {
    const employerId = await employer();
    const { at } = await task({ employerId, detail: 'A'.repeat(300), title: 'W'.repeat(60) });
    const ended = await task({ employerId });
    await write((tx) => web.app.get(Tasks).done(tx, ended.id, actor));
    const nobodys = await task({ ownerId: null, dueTime: '08:00', employerId });
    const addresses = [
      '/today',
      `/today?done=task-done&task=${ended.id}`,
      '/tasks',
      '/tasks?whose=everybody&due=week',
      '/tasks?whose=nobody',
      '/tasks?whose=ended',
      '/tasks?q=zzzz',
      '/tasks/new',
      at,
      ended.at,
      nobodys.at,
      `/employers/${employerId}`,
    ];
    for (const width of [1280, 320]) {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      await comeIn(context, sam);
      const page = await context.newPage();
      for (const address of addresses) {
        await page.goto(web.url + address);
        expect([address, width, await axe(page), await overflow(page)]).toEqual([address, width, [], 0]);
        if (process.env['SHOTS'])
          await page.screenshot({
            path: `/tmp/shots/${width}-${addresses.indexOf(address)}.png`,
            fullPage: true,
          });
      }
      await page.goto(web.url + at);
      await page.fill('#title', '');
      await page.click('button:has-text("Save")');
      expect(await page.title()).toMatch(/^Error: /);
      expect([width, await axe(page), await overflow(page)]).toEqual([width, [], 0]);
      await context.close();
    }
  }, 240_000);
});
