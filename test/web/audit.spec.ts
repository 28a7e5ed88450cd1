import { jest } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Browser } from 'playwright-core';
import { Audit, AuditChain, cellOf, STAFF_ROLES, Tokens } from '#access';
import { newId } from '#platform';
import { LOOKS } from '../../apps/web/src/shell/index.js';
import { routesOf } from '../../apps/web/src/site/index.js';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { sampleSite } from '../support/sample-site.js';
import type { Visitor } from '../support/visitor.js';
import type { TestWeb } from '../support/web.js';

interface Entry {
  verb: string;
  resource: string;
  subject: string | null;
  row_count: number | null;
  kind: string;
  area_id: string;
}

describe('the audit of pages', () => {
  let web: TestWeb;
  let staff: Visitor & { userId: string };
  let areaId: string;
  let administrator: Visitor & { userId: string };

  beforeAll(async () => {
    ({ web, staff, areaId } = await sampleSite());
    administrator = await web.signedIn({ role: 'administrator', areaId });
  }, 240_000);
  afterAll(() => web?.close());

  const entriesOf = (userId: string) =>
    web.world.owner<Entry>(
      'SELECT verb, resource, subject, row_count, kind, area_id FROM audit_entry WHERE actor_id = $1 ORDER BY at, id',
      [userId],
    );
  /** What one request leaves in the audit. */
  const leaves = async (visitor: Visitor & { userId: string }, address: string): Promise<Entry[]> => {
    const before = await entriesOf(visitor.userId);
    const page = await visitor.get(address);
    expect([address, page.status]).toEqual([address, 200]);
    return (await entriesOf(visitor.userId)).slice(before.length);
  };
  const one = async (sql: string): Promise<string> =>
    (await web.world.owner<{ id: string }>(sql, [areaId]))[0]!.id;
  const example = {
    mail: () =>
      one('SELECT id FROM message WHERE area_id = $1 AND employer_id IS NOT NULL ORDER BY id LIMIT 1'),
    answer: () => one('SELECT id FROM answer WHERE area_id = $1 ORDER BY id LIMIT 1'),
    returned: () =>
      one('SELECT returned_id AS id FROM returned_reading WHERE area_id = $1 ORDER BY id LIMIT 1'),
  };

  it('has a row for each look at what is guarded, whoever looks and wherever', async () => {
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    const [mail, answer, returned] = [await example.mail(), await example.answer(), await example.returned()];
    const look = { kind: 'read', verb: 'see', area_id: areaId };
    const body = { ...look, resource: 'message_body' };
    expect(await leaves(coordinator, `/mail/${mail}`)).toMatchObject([{ ...body, subject: mail }]);
    expect(await leaves(coordinator, `/mail/${mail}/as-sent`)).toMatchObject([{ ...body, subject: mail }]);
    expect(await leaves(coordinator, `/mail/returned/${returned}`)).toMatchObject([
      { ...body, subject: returned },
    ]);
    expect(await leaves(coordinator, `/surveys/answers/${answer}`)).toMatchObject([
      { ...look, resource: 'answer_employer', subject: answer },
    ]);
    expect(await leaves(coordinator, '/mailbox')).toMatchObject([{ ...body, subject: 'mailbox' }]);
    const template = await one(
      'SELECT template AS id FROM message WHERE area_id = $1 ORDER BY message.id LIMIT 1',
    );
    const sample = await one(
      `SELECT id FROM message WHERE area_id = $1 AND template = '${template}' ORDER BY id LIMIT 1`,
    );
    const words = `/mail/templates/${template}`;
    expect(await leaves(coordinator, words)).toEqual([]);
    expect(await leaves(coordinator, `${words}?with=${sample}`)).toMatchObject([
      { ...body, subject: sample },
    ]);
    const tests = (await coordinator.get(`${words}?with=${sample}`)).form(/\/test$/);
    expect((await tests.submit()).status).toBe(200);
    expect((await entriesOf(coordinator.userId)).filter(({ verb }) => verb === 'send')).toMatchObject([
      { resource: 'template', subject: sample },
    ]);
    // The body is not shown to administrators, so there is no look.
    expect(await leaves(administrator, `/mail/${mail}`)).toEqual([]);
    // A form that is refused shows its page, and the body on it, again.
    const page = await coordinator.get(`/mail/${mail}`);
    const form = page.forms.find(
      ({ method, element }) => method === 'post' && /mail/.test(element.getAttribute('action') ?? ''),
    );
    if (form) {
      const before = (await entriesOf(coordinator.userId)).length;
      await form.submit();
      expect((await entriesOf(coordinator.userId)).length).toBeGreaterThan(before);
    }
    const contact = await one(
      'SELECT id FROM contact WHERE area_id = $1 AND left_at IS NULL ORDER BY id LIMIT 1',
    );
    const at = await one(`SELECT employer_id AS id FROM contact WHERE area_id = $1 AND id = '${contact}'`);
    const person = { kind: 'read', resource: 'contact', area_id: areaId };
    expect(await leaves(coordinator, `/employers/${at}/contacts/${contact}/card`)).toMatchObject([
      { ...person, verb: 'see', subject: contact, row_count: 1 },
    ]);
    expect(await leaves(coordinator, `/employers/${at}/contact-cards`)).toMatchObject([
      { ...person, verb: 'list', subject: at },
    ]);
    // Control: pages that show nothing of that leave nothing.
    for (const address of ['/today', '/employers', '/mail', '/surveys', '/settings'])
      expect([address, await leaves(coordinator, address)]).toEqual([address, []]);
  });

  it('has a row for lists of more than 100 people, and none for shorter ones', async () => {
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    const employer = await one('SELECT id FROM employer WHERE area_id = $1 ORDER BY id LIMIT 1');
    const [{ n }] = (await web.world.owner<{ n: number }>(
      'SELECT count(*)::int AS n FROM contact WHERE employer_id = $1',
      [employer],
    )) as [{ n: number }];
    const fill = (most: number) =>
      web.world.owner(
        `INSERT INTO contact (id, area_id, employer_id, name, created_at)
         SELECT gen_random_uuid(), $1, $2, 'Person ' || g, now() FROM generate_series(1, $3 - (SELECT count(*)::int FROM contact WHERE employer_id = $2)) g`,
        [areaId, employer, most],
      );
    expect(n).toBeLessThan(100);
    await fill(100);
    expect(await leaves(coordinator, `/employers/${employer}/contacts`)).toEqual([]);
    await fill(101);
    expect(await leaves(coordinator, `/employers/${employer}/contacts`)).toMatchObject([
      { verb: 'list', resource: 'contact', row_count: 101, subject: employer },
    ]);
    const { token } = await web.world.db.write([], (tx) =>
      web.app
        .get(Tokens)
        .create(tx, { name: 'List', userId: staff.userId, scopes: ['*'], areaIds: [areaId] }),
    );
    const api = await fetch(`${web.url}/api/employers/${employer}/contacts`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(api.status).toBe(200);
    const [byToken] = await web.world.owner<Entry>(
      `SELECT row_count FROM audit_entry WHERE actor ->> 'kind' = 'token' ORDER BY at DESC, id DESC LIMIT 1`,
    );
    expect(byToken).toEqual({ row_count: 101 });
  });

  it('has a row for each answer of a route whose right says “audited”', async () => {
    const controllers = web.app.get(DiscoveryService, { strict: false }).getControllers();
    const routes = routesOf(controllers.map((wrapper) => wrapper.metatype as Type));
    const audited = routes.flatMap(({ method, path, policy }) =>
      method !== 'GET' || policy?.kind !== 'right'
        ? []
        : STAFF_ROLES.filter((role) =>
            cellOf(role, policy.resource, policy.verb)?.conditions?.includes('audited'),
          ).map((role) => ({ role, path, policy })),
    );
    expect(audited.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/account/trail', '/settings/audit', '/settings/audit/who-saw']),
    );
    for (const { role, path, policy } of audited) {
      if (path.includes(':')) continue;
      const visitor = await web.signedIn({ role, areaId });
      expect([path, await leaves(visitor, path)]).toMatchObject([
        path,
        [{ kind: 'read', resource: policy.resource, verb: policy.verb, area_id: areaId }],
      ]);
    }
    // Those that say it themselves are the ones the test above walks.
    const said = controllers.flatMap(({ metatype }) => {
      const handlers = metatype!.prototype as Record<string, () => unknown>;
      return Object.getOwnPropertyNames(handlers)
        .filter((name) => Reflect.hasMetadata(LOOKS, handlers[name]!))
        .map((name) => `${metatype!.name}.${name}`);
    });
    expect(said.sort()).toEqual([
      'CardsController.all',
      'CardsController.one',
      'ContactsApiController.list',
      'ContactsController.list',
      'ExportsController.file',
      'InboundController.see',
      'MailboxController.asSent',
      'MailboxController.attachment',
      'MailboxController.list',
      'MailboxController.see',
      'MessagesController.asSent',
      'MessagesController.see',
      'ResultsController.answer',
      'SessionController.list',
      'SessionController.show',
      'TemplateTrialController.asSent',
      'TemplatesController.see',
    ]);
  });

  it('shows nothing that it cannot write down', async () => {
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    const mail = await example.mail();
    const record = jest.spyOn(web.app.get(Audit), 'record').mockRejectedValue(new Error('no room'));
    try {
      const page = await coordinator.get(`/mail/${mail}/as-sent`);
      expect([page.status, page.words]).toEqual([500, expect.not.stringContaining('Dear')]);
    } finally {
      record.mockRestore();
    }
    expect((await coordinator.get(`/mail/${mail}/as-sent`)).status).toBe(200);
  });

  it('is seen by administrators in their area, by others as far as they did it themselves', async () => {
    const partner = await web.signedIn({ role: 'partner', areaId, agency: 'Jobcentre Plus' });
    const commissioner = await web.signedIn({ role: 'commissioner', areaId });
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    const mail = await example.mail();
    await coordinator.get(`/mail/${mail}/as-sent`);
    expect((await partner.get('/settings/audit')).status).toBe(403);
    for (const other of [partner, commissioner, coordinator]) {
      expect((await other.get('/settings/audit/who-saw')).status).toBe(403);
      const own = await other.get('/account/trail');
      expect([own.status, own.words.includes('Read an email')]).toEqual([200, other === coordinator]);
    }
    const page = await administrator.get('/settings/audit');
    expect(page.words).toContain('Read an email');
    expect(page.words).toContain('Was refused');
    expect(page.words).not.toContain('Signed in');
    const elsewhere = await web.signedIn({ role: 'administrator', areaId: web.world.secondAreaId });
    expect((await elsewhere.get('/settings/audit')).words).not.toContain('Read an email');
    // By kind, by person and by day; page by page.
    const narrowed = await administrator.get(
      `/settings/audit?what=read&who=${coordinator.userId}&since=1+1+2020`,
    );
    expect(narrowed.words).toContain('Read an email');
    expect((await administrator.get('/settings/audit?what=change&since=1+1+2099')).words).toContain(
      'There is nothing of that',
    );
    await web.world.db.write([], async (tx) => {
      for (let n = 0; n < 60; n++)
        await web.app.get(Audit).record(tx, {
          areaId,
          actor: { kind: 'user', id: coordinator.userId },
          verb: 'change',
          resource: 'setting',
          reason: `Step ${n} of many`,
        });
    });
    const first = await coordinator.get('/account/trail?what=change');
    expect(first.all('tbody tr')).toHaveLength(50);
    const second = await first.follow(/Next/);
    expect(second.all('tbody tr')).toHaveLength(10);
    expect(second.words).toContain('Step 0 of many');
    expect((await second.follow(/Previous/)).words).toContain('Step 59 of many');
  });

  it('of no area is for administrators of the installation', async () => {
    const top = await web.signedIn({ role: 'administrator', areaId: null });
    await (await top.get('/settings')).form('/sign-out').submit();
    const page = await staff.get('/settings/audit?where=installation');
    expect(page.words).toContain('Signed out');
    expect((await administrator.get('/settings/audit?where=installation')).words).not.toContain('Signed out');
  });

  it('says on the page whether the chain holds', async () => {
    const chain = web.app.get(AuditChain);
    expect((await administrator.get('/settings/audit')).words).toContain('not checked yet');
    await chain.seal();
    await chain.check();
    expect((await administrator.get('/settings/audit')).words).toMatch(
      /Sealed each minute; last checked 24 November 2026, .*, unbroken The chain holds up to 24 November 2026/,
    );
    await web.world.owner(`UPDATE audit_entry SET verb = 'list' WHERE seal = 1`);
    await chain.check();
    expect((await administrator.get('/settings/audit')).words).toContain('The entries do not fit seal 1');
    await web.world.owner(`UPDATE audit_check SET broken = NULL`);
  });

  it('of an employer is on its page for coordinators: what, when, who and which fields', async () => {
    const employer = await one(
      'SELECT employer_id AS id FROM answer WHERE area_id = $1 ORDER BY answer.id LIMIT 1',
    );
    const answer = await one('SELECT id FROM answer WHERE area_id = $1 ORDER BY id LIMIT 1');
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    await coordinator.get(`/surveys/answers/${answer}`);
    const edit = (await coordinator.get(`/employers/${employer}/edit`)).form('name');
    await edit.fill({ name: 'Renamed Works (sample)' }).submit();
    const page = await (await coordinator.get(`/employers/${employer}`)).follow('Changes');
    expect(page.words).toMatch(/Changed name/i);
    expect(page.words).toContain('Read an employer’s answer');
    const partner = await web.signedIn({ role: 'partner', areaId, agency: 'Jobcentre Plus' });
    expect((await partner.get(`/employers/${employer}/changes`)).status).toBe(403);
    expect((await partner.get(`/employers/${employer}`)).all(`a[href$="/changes"]`)).toEqual([]);
    const elsewhere = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await elsewhere.get(`/employers/${employer}/changes`)).status).toBe(404);
  });

  it('answers who saw somebody between two times', async () => {
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    web.world.clock.set('2026-11-24T09:10:00Z');
    const mail = await example.mail();
    const employer = await one(`SELECT employer_id AS id FROM message WHERE id = '${mail}' AND area_id = $1`);
    await coordinator.get(`/mail/${mail}/as-sent`);
    let page = await administrator.get('/settings/audit/who-saw');
    page = await page
      .form('records')
      .fill({
        records: `${web.url}/employers/${employer}`,
        from: '24 11 2026',
        fromTime: '09:05',
        until: '24 11 2026',
        untilTime: '09:15',
      })
      .submit();
    const rows = page.all('tbody tr').map((row) => row.text.replace(/\s+/g, ' ').trim());
    expect(rows.filter((row) => !row.includes('they may have been on it'))).toEqual([
      expect.stringMatching(/^Sam Sample \d+ Read an email 1 24 Nov 2026, 9:10am/),
    ]);
    page = await page.form('records').fill({ from: '23 11 2026', until: '23 11 2026' }).submit();
    expect(page.words).toContain('Nobody looked at what is guarded');
    page = await page.form('records').fill({ from: 'soon', records: 'the mill' }).submit();
    expect(page.words).toContain('Enter the first day');
    expect(page.words).toContain('Enter the addresses of their pages');
    expect(
      (await administrator.get(`/settings/audit/who-saw?records=${newId()}&from=24+11+2026&until=24+11+2026`))
        .status,
    ).toBe(200);
  });

  it('has pages without axe violations that do not scroll sideways', async () => {
    const browser: Browser = await launchBrowser();
    try {
      const context = await browser.newContext({ viewport: { width: 320, height: 900 } });
      await comeIn(context, staff);
      const page = await context.newPage();
      const employer = await one(
        'SELECT employer_id AS id FROM answer WHERE area_id = $1 ORDER BY answer.id LIMIT 1',
      );
      for (const address of [
        '/settings/audit',
        '/settings/audit?where=installation',
        '/settings/audit/who-saw?from=1+11+2026&until=30+11+2026',
        '/settings/audit/who-saw?from=x&until=30+11+2026',
        '/account/trail',
        `/employers/${employer}/changes`,
      ]) {
        await page.setViewportSize({ width: 320, height: 900 });
        await page.goto(`${web.url}${address}`);
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          expect([address, width, await axe(page), await overflow(page)]).toEqual([address, width, [], 0]);
        }
        if (process.env['SHOTS'])
          await page.screenshot({
            path: `${process.env['SHOTS']}/${address.replace(/\W+/g, '_')}.png`,
            fullPage: true,
          });
      }
    } finally {
      await browser.close();
    }
  }, 120_000);
});
