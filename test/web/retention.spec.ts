import { mkdirSync } from 'node:fs';
import { Retention } from '#retention';
import { oldRows } from '../integration/retention/rows.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { type TestWeb, testWeb } from '../support/web.js';

const HERE = '/settings/retention';
const WHY = 'Our solicitor advises ten years';

describe('how long data are kept', () => {
  let web: TestWeb;
  const periods = () =>
    web.world.owner<{ record: string; length: number; of: string }>(
      `SELECT record, length, CASE WHEN area_id = $1 THEN 'here' WHEN area_id IS NULL THEN 'all' ELSE 'elsewhere' END AS of
         FROM retention_period ORDER BY record`,
      [web.world.areaId],
    );
  beforeAll(async () => {
    web = await testWeb();
    await oldRows(web.world, web.world.areaId, new Date('2018-05-04T12:00:00Z'));
  });
  afterAll(() => web?.close());

  it('names the limits of what is changed, where no number was typed', async () => {
    const admin = await web.signedIn({ role: 'administrator' });
    const form = (await admin.get(`${HERE}?change=contact`)).form('length');
    const page = await form.fill({ length: 'two years', reason: WHY }).submit();
    expect([page.status, page.one('#length-error').text]).toEqual([
      422,
      expect.stringContaining('Enter how long it is kept as a whole number from 6 to 72'),
    ]);
  });

  it('is read by coordinators, changed by administrators, and nothing to anybody else', async () => {
    const admin = await web.signedIn({ role: 'administrator' });
    const coordinator = await web.signedIn({ role: 'coordinator' });
    const page = await coordinator.get(HERE);
    expect(page.words).toMatch(/Contacts nobody was in touch with 24 months after the last call/);
    expect(page.words).toContain('Not counted yet');
    expect(page.all('a[href*="change="]')).toEqual([]);
    expect((await coordinator.get(`${HERE}?change=charter`)).all('main form')).toEqual([]);
    const token = page.one('input[name=_csrf]').getAttribute('value')!;
    const post = await coordinator.send(`${web.url}${HERE}/charter`, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: token, length: '120', reason: WHY }),
    });
    expect(post.status).toBe(403);
    for (const role of ['regional_lead', 'partner', 'commissioner'] as const)
      expect([role, (await (await web.signedIn({ role })).get(HERE)).status]).toEqual([role, 403]);
    expect((await web.visitor().get(web.url + HERE)).url).toContain('/sign-in');
    expect((await admin.get('/settings')).all(`a[href="${HERE}"]`)).toHaveLength(1);
    expect(await periods()).toEqual([]);
  });

  it('is changed with a reason and within limits, for one’s own area, and stands there with who did it', async () => {
    const admin = await web.signedIn({ role: 'administrator' });
    const open = async () => (await admin.get(`${HERE}?change=charter`)).form(`${HERE}/charter`);
    for (const [values, field] of [
      [{ length: '121', reason: WHY }, 'length'],
      [{ length: '3', reason: WHY }, 'length'],
      [{ length: 'ten', reason: WHY }, 'length'],
      [{ length: '120', reason: 'because' }, 'reason'],
    ] as const) {
      const refused = await (await open()).fill(values).submit();
      expect([values, refused.status]).toEqual([values, 422]);
      expect(refused.one(`#${field}-error`).text.length).toBeGreaterThan(10);
      expect(refused.one('input[name=length]').getAttribute('value')).toBe(values.length);
    }
    const saved = await (await open()).fill({ length: '120', reason: WHY }).submit();
    expect(saved.words).toContain('Saved. What goes by it is counted anew tonight');
    expect(saved.words).toMatch(
      /Who signed the charter for an employer 120 months after the signature lapsed or ended Changed by Sam Sample \d+, 24 November 2026: Our solicitor advises ten years/,
    );
    expect(await periods()).toEqual([{ record: 'charter', length: 120, of: 'here' }]);
    const area = await admin.get('/settings/area');
    expect(area.words).toMatch(/How long data are kept ?Changed by Sam Sample \d+, 24 November 2026/);
    expect(area.words).toContain('1 period of your own, of 14');
    expect((await (await open()).fill({ length: '120', reason: WHY }).submit()).words).toContain(
      'Nothing has changed',
    );
    expect((await admin.get(`${HERE}?change=no-such-record`)).all('main form')).toEqual([]);
  });

  it('is told at once to others who work with the data when it is made shorter, and not when longer', async () => {
    const people = {
      admin: { role: 'administrator' },
      other: { role: 'administrator' },
      coordinator: { role: 'coordinator' },
      all: { role: 'administrator', areaId: null },
      elsewhere: { role: 'administrator', areaId: web.world.secondAreaId },
      commissioner: { role: 'commissioner' },
    } as const;
    const ids = new Map<string, string>();
    const visitors = new Map<string, Awaited<ReturnType<TestWeb['signedIn']>>>();
    for (const [name, grant] of Object.entries(people)) {
      const visitor = await web.signedIn(grant);
      visitors.set(name, visitor);
      ids.set(visitor.userId, name);
    }
    const told = async (from: number) => {
      const rows = await web.world.owner<{ user: string; data: Record<string, string> }>(
        `SELECT u.id AS user, m.data FROM message m JOIN app_user u ON u.email = m.address
          WHERE m.template = 'retention.period-shortened' ORDER BY m.id OFFSET $1`,
        [from],
      );
      return rows.flatMap(({ user, data }) => (ids.has(user) ? [[ids.get(user)!, data] as const] : []));
    };
    const count = async () =>
      (await web.world.owner(`SELECT 1 FROM message WHERE template = 'retention.period-shortened'`)).length;
    const set = async (name: string, who: string, length: string) =>
      (await visitors.get(who)!.get(`${HERE}?change=${name}`))
        .form(`${HERE}/${name}`)
        .fill({ length, reason: WHY })
        .submit();
    await set('contact', 'admin', '48');
    expect(await told(0)).toEqual([]);
    await set('contact', 'admin', '12');
    const first = await told(0);
    expect(first.map(([name]) => name).sort()).toEqual(['all', 'coordinator', 'other']);
    expect(first[0]![1]).toMatchObject({
      what: 'Contacts nobody was in touch with',
      before: '48 months',
      after: '12 months',
      reason: WHY,
      day: 'Tuesday 1 December 2026',
    });
    const before = await count();
    await set('audit_change', 'all', '24');
    expect((await told(before)).map(([name]) => name).sort()).toEqual(['admin', 'elsewhere', 'other']);
    const refused = await set('audit_change', 'all', '23');
    expect([refused.status, refused.one('#length-error').text]).toEqual([
      422,
      expect.stringContaining('from 24 to 120'),
    ]);
    for (const [name, who, length] of [
      ['contact', 'admin', '24'],
      ['audit_change', 'all', '72'],
    ] as const)
      await set(name, who, length);
  });

  it('is the installation’s for what is of no area', async () => {
    const admin = await web.signedIn({ role: 'administrator' });
    const page = await admin.get(`${HERE}?change=sign_in_session`);
    expect(page.all('main form')).toEqual([]);
    const token = page.one('input[name=_csrf]').getAttribute('value')!;
    const post = await admin.send(`${web.url}${HERE}/sign_in_session`, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: token, length: '12', reason: WHY }),
    });
    expect(post.status).toBe(403);
    const all = await web.signedIn({ role: 'administrator', areaId: null });
    const form = (await all.get(`${HERE}?change=sign_in_session`)).form(`${HERE}/sign_in_session`);
    expect((await form.fill({ length: '2', reason: WHY }).submit()).words).toMatch(
      /Sign-ins of staff 2 months after/,
    );
    expect(await periods()).toContainEqual({ record: 'sign_in_session', length: 2, of: 'all' });
    // How long a browser is known is the program’s.
    expect((await all.get(`${HERE}?change=known_browser`)).all('main form')).toEqual([]);
  });

  it('stands in the privacy notice as the program does it', async () => {
    await web.world.owner(
      `UPDATE area SET settings = settings || '{"controller": "Council", "postalAddress": "Town Hall", "replyTo": "a@council.example", "officer": "Robin", "basis": "public-task", "noticeDate": "2026-01-02"}' WHERE id = $1`,
      [web.world.areaId],
    );
    const notice = async () => (await web.visitor().get(`${web.url}/network/calderdale/privacy`)).words;
    const words = await notice();
    expect(words).toMatch(
      /Who signed the charter for an employer: 120 months after the signature lapsed or ended\. Name and role of who signed are deleted/,
    );
    expect(words).toContain('Sign-ins of staff: 2 months after the end of the sign-in. Deleted.');
    expect(words).toContain('Without it we could not know not to write to the person.');
    expect(words).toContain('Last changed on 2 January 2026.');
    const admin = await web.signedIn({ role: 'administrator' });
    const form = (await admin.get(`${HERE}?change=contact`)).form(`${HERE}/contact`);
    await form.fill({ length: '12', reason: WHY }).submit();
    expect(await notice()).toMatch(/nobody was in touch with: 12 months after/);
    expect(await notice()).toContain('Last changed on 24 November 2026.');
  });

  it('shows what will go and what went, on Today too', async () => {
    const nights = async (...days: string[]) => {
      for (const day of days) {
        web.world.clock.set(`${day}T02:30:00Z`);
        await web.app.get(Retention).run();
      }
    };
    await nights('2026-11-25');
    const both = () => web.signedIn({ role: 'administrator' }, { role: 'coordinator' });
    const page = await (await both()).get(HERE);
    expect(page.words).toContain('Counted for 2 December 2026');
    expect(page.one('#answer_draft .num').text.trim()).toBe('2');
    expect(page.words).toContain('Nothing has been deleted yet.');
    for (const path of ['/today', '/settings'])
      expect([path, (await (await both()).get(path)).words]).toEqual([
        path,
        expect.stringMatching(/\d+ entries of this area will be deleted by 2 December 2026/),
      ]);
    expect((await (await web.signedIn({ role: 'coordinator' })).get('/today')).words).not.toContain(
      'will be deleted',
    );
    await nights('2026-12-02');
    const after = await (await both()).get(HERE);
    expect(after.words).toContain('2 December 2026: Answers that were begun and not sent, 2 entries');
    expect(after.one('#answer_draft .num').text.trim()).toBe('0');
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext({ viewport: { width: 320, height: 900 } });
      await comeIn(
        context,
        await web.signedIn({ role: 'administrator', areaId: null }, { role: 'administrator' }),
      );
      const tab = await context.newPage();
      for (const path of [HERE, `${HERE}?change=contact`, '/settings/area', '/network/calderdale/privacy'])
        for (const width of [320, 1280]) {
          await tab.setViewportSize({ width, height: 900 });
          await tab.goto(web.url + path);
          expect([path, width, await axe(tab), await overflow(tab)]).toEqual([path, width, [], 0]);
          if (process.env['SHOTS']) {
            mkdirSync(process.env['SHOTS'], { recursive: true });
            await tab.screenshot({
              path: `${process.env['SHOTS']}/${path.replace(/\W+/g, '_')}-${width}.png`,
              fullPage: true,
            });
          }
        }
    } finally {
      await browser.close();
    }
  }, 120_000);

  it('leaves pages that show what is no longer there as they should be', async () => {
    for (let n = 3; n < 11; n += 7) {
      web.world.clock.set(`2026-12-${String(n).padStart(2, '0')}T02:30:00Z`);
      await web.app.get(Retention).run();
    }
    const staff = await web.signedIn({ role: 'administrator' }, { role: 'coordinator' });
    const [ids] = await web.world.owner<Record<string, string>>(
      `SELECT (SELECT id FROM message WHERE area_id = $1 AND state = 'sent' LIMIT 1) AS mail,
              (SELECT id FROM employer WHERE area_id = $1 AND name = 'Signed Ltd') AS employer,
              (SELECT id FROM session WHERE area_id = $1) AS session, (SELECT id FROM wave WHERE area_id = $1) AS wave,
              (SELECT id FROM answer WHERE area_id = $1 LIMIT 1) AS answer, (SELECT id FROM import_run WHERE area_id = $1) AS import`,
      [web.world.areaId],
    );
    for (const path of [
      `/mail/${ids!['mail']}`,
      `/employers/${ids!['employer']}`,
      `/employers/${ids!['employer']}?part=contacts`,
      `/training/sessions/${ids!['session']}`,
      `/surveys/waves/${ids!['wave']}`,
      `/surveys/answers/${ids!['answer']}`,
      `/imports/${ids!['import']}`,
      '/mail',
      '/mail/returned',
    ]) {
      const page = await staff.get(path);
      expect([path, page.status < 500]).toEqual([path, true]);
      expect([path, /robin\.|worried|undefined/i.test(page.words)]).toEqual([path, false]);
    }
  });
});
