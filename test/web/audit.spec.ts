import { jest } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Browser } from 'playwright-core';
import {
  AreaSettingsService,
  Audit,
  AuditChain,
  AuditLooks,
  cellOf,
  Roles,
  STAFF_ROLES,
  Tokens,
  Users,
} from '#access';
import { AreaContactRules } from '#messaging';
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
  const later = (minutes: number) =>
    web.world.clock.set(new Date(web.world.clock.now().getTime() + minutes * 60_000).toISOString());
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
    // The frame of the page is the same look, and so is the page within five minutes; after them it is another.
    expect(await leaves(coordinator, `/mail/${mail}/as-sent`)).toEqual([]);
    expect(await leaves(coordinator, `/mail/${mail}`)).toEqual([]);
    later(5);
    expect(await leaves(coordinator, `/mail/${mail}/as-sent`)).toMatchObject([{ ...body, subject: mail }]);
    expect(await leaves(coordinator, `/mail/returned/${returned}`)).toMatchObject([
      { ...body, subject: returned },
    ]);
    expect(await leaves(coordinator, `/surveys/answers/${answer}`)).toMatchObject([
      { ...look, resource: 'answer_employer', subject: answer },
    ]);
    // An empty mailbox shows nobody.
    expect(await leaves(coordinator, '/mailbox')).toEqual([]);
    await web.world.owner(
      `INSERT INTO caught_mail (id, area_id, at, envelope_from, envelope_to, subject, sealed)
       VALUES (gen_random_uuid(), $1, now(), 'a@example.org', '{b@example.org}', 'Words', 'Subject: Words')`,
      [areaId],
    );
    expect(await leaves(coordinator, '/mailbox')).toMatchObject([
      { ...body, verb: 'list', subject: 'mailbox' },
    ]);
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
      later(5);
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

  it('has a row for looks at people, of whoever and however, once in five minutes of each record', async () => {
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    const partner = await web.signedIn({ role: 'partner', areaId, agency: 'Jobcentre Plus' });
    const { employer, contact, people } = (
      await web.world.owner<{ employer: string; contact: string; people: number }>(
        `SELECT employer_id AS employer, min(id::text) AS contact, count(*)::int AS people FROM contact
          WHERE area_id = $1 AND left_at IS NULL GROUP BY employer_id ORDER BY count(*) DESC, employer_id LIMIT 1`,
        [areaId],
      )
    )[0]!;
    const at = `/employers/${employer}`;
    const seen = { kind: 'read', resource: 'contact', verb: 'see', area_id: areaId };
    const all = { ...seen, subject: employer, row_count: people };
    expect(await leaves(coordinator, at)).toMatchObject([all]);
    // The same people again, on whichever page.
    for (const address of [at, `${at}/contacts`, `${at}/activities/new`])
      expect([address, await leaves(coordinator, address)]).toEqual([address, []]);
    expect(await leaves(coordinator, `${at}/contacts/${contact}`)).toMatchObject([
      { ...seen, subject: contact, row_count: 1 },
    ]);
    // More of them than before is another look, and so is one five minutes later.
    await web.world.owner(
      `INSERT INTO contact (id, area_id, employer_id, name, created_at) VALUES (gen_random_uuid(), $1, $2, 'Nova Newcomer', now())`,
      [areaId, employer],
    );
    expect(await leaves(coordinator, `${at}/contacts`)).toMatchObject([{ ...all, row_count: people + 1 }]);
    later(5);
    expect(await leaves(coordinator, `${at}/contacts`)).toMatchObject([{ ...all, row_count: people + 1 }]);
    // Who sees names and jobs only has seen those.
    expect(await leaves(partner, at)).toMatchObject([{ ...all, verb: 'see-names', row_count: people + 1 }]);
    // Control: an employer without people, and pages without any.
    const bare = await one(
      `SELECT id FROM employer e WHERE area_id = $1 AND NOT EXISTS (SELECT FROM contact c WHERE c.employer_id = e.id) ORDER BY id LIMIT 1`,
    );
    for (const address of [`/employers/${bare}`, `/employers/${bare}/contacts`, `${at}/edit`])
      expect([address, await leaves(coordinator, address)]).toEqual([address, []]);
    const session = await one(
      `SELECT session_id AS id FROM place WHERE area_id = $1 AND state = 'confirmed' ORDER BY session_id LIMIT 1`,
    );
    const listed = { kind: 'read', resource: 'delegate', verb: 'list', subject: session };
    expect(await leaves(coordinator, `/training/sessions/${session}`)).toMatchObject([listed]);
    expect(await leaves(coordinator, `/training/sessions/${session}/list`)).toEqual([]);
    const { token } = await web.world.db.write([], (tx) =>
      web.app
        .get(Tokens)
        .create(tx, { name: 'List', userId: staff.userId, scopes: ['*'], areaIds: [areaId] }),
    );
    for (const address of [`/api/employers/${employer}/contacts`, `/api/contacts/${contact}`])
      expect((await fetch(web.url + address, { headers: { authorization: `Bearer ${token}` } })).status).toBe(
        200,
      );
    const byToken = await web.world.owner<Entry>(
      `SELECT resource, verb, subject, row_count FROM audit_entry WHERE actor ->> 'kind' = 'token' ORDER BY at, id`,
    );
    expect(byToken).toEqual([
      { resource: 'contact', verb: 'see', subject: employer, row_count: people + 1 },
      { resource: 'contact', verb: 'see', subject: contact, row_count: 1 },
    ]);
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
      'ActivitiesController.logging',
      'CardsController.all',
      'CardsController.one',
      'ContactsApiController.list',
      'ContactsApiController.see',
      'ContactsController.changing',
      'ContactsController.list',
      'CorrectController.ask',
      'EmployersController.see',
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
    const answer = await example.answer();
    const full = [
      jest.spyOn(web.app.get(Audit), 'record').mockRejectedValue(new Error('no room')),
      jest.spyOn(web.app.get(AuditLooks), 'note').mockRejectedValue(new Error('no room')),
    ];
    const guarded = [`/mail/${mail}/as-sent`, `/surveys/answers/${answer}`];
    try {
      for (const address of guarded) {
        const page = await coordinator.get(address);
        expect([page.status, page.words]).toEqual([500, expect.not.stringMatching(/Dear|Answered/)]);
      }
    } finally {
      for (const one of full) one.mockRestore();
    }
    for (const address of guarded) expect((await coordinator.get(address)).status).toBe(200);
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

  it('of an employer is on its page for coordinators: what, when, who, before and after, and why', async () => {
    const employer = await one(
      'SELECT employer_id AS id FROM answer WHERE area_id = $1 ORDER BY answer.id LIMIT 1',
    );
    const answer = await one('SELECT id FROM answer WHERE area_id = $1 ORDER BY id LIMIT 1');
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    await coordinator.get(`/surveys/answers/${answer}`);
    const at = `/employers/${employer}`;
    const before = (
      await web.world.owner<{ name: string; headcount: number | null }>(
        `UPDATE employer SET headcount = 4 WHERE id = $1 RETURNING name, headcount`,
        [employer],
      )
    )[0]!;
    const edit = (await coordinator.get(`${at}/edit`)).form('name');
    await edit
      .fill({ name: 'Renamed Works (sample)', headcount: '1600', sector: 'third', website: '' })
      .submit();
    // Moved by hand, with a reason, and taken back.
    const fact = async (kind: string, data: object) =>
      web.world.owner(
        `INSERT INTO fact (id, area_id, kind, employer_id, happened_at, recorded_at, actor, data)
         VALUES (gen_random_uuid(), $1, $2, $3, $4, $4, $5, $6)`,
        [
          areaId,
          kind,
          employer,
          web.world.clock.now(),
          { kind: 'user', id: coordinator.userId },
          JSON.stringify(data),
        ],
      );
    await fact('employers.stage-moved', { from: 'Signed', to: 'Active', why: 'They booked a place' });
    // As it was written before values were kept.
    await fact('employers.changed', { fields: ['headcount', 'town'] });
    const page = await (await coordinator.get(at)).follow('Changes');
    const rows = page.all('tbody tr').map((row) => row.text.replace(/\s+/g, ' ').trim());
    const row = (words: string) => rows.find((one) => one.includes(words)) ?? rows.join('\n');
    expect(row('Renamed Works')).toContain(`Name before: ${before.name} after: Renamed Works (sample)`);
    expect(row('Renamed Works')).toContain('People before: 4 after: 1,600');
    expect(row('Renamed Works')).toMatch(/Sector before: .+ after: Third/);
    expect(row('They booked a place')).toMatch(
      /Moved from Signed to Active Stage before: Signed after: Active They booked a place$/,
    );
    expect(row('and town')).toMatch(/Details changed People and town$/);
    expect(row('Read an employer’s answer')).toMatch(/\d{1,2}:\d\d:\d\d[ap]m Sam Sample/);
    // Which email, and to whom.
    const mail = page.all('tbody a[href^="/mail/"]').map((one) => one.text);
    expect(mail.some((one) => /^“.+” to .+/.test(one))).toBe(true);
    const partner = await web.signedIn({ role: 'partner', areaId, agency: 'Jobcentre Plus' });
    expect((await partner.get(`${at}/changes`)).status).toBe(403);
    expect((await partner.get(at)).all(`a[href$="/changes"]`)).toEqual([]);
    const elsewhere = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await elsewhere.get(`${at}/changes`)).status).toBe(404);
  });

  it('is read in names and the words of the pages: whom, which, before and after', async () => {
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    const [rhys, stranger] = [
      await web.person({ role: 'regional_lead', areaId }),
      await web.person({ role: 'coordinator', areaId: web.world.secondAreaId }),
    ];
    const nameOf = async (id: string) =>
      (await web.world.owner<{ name: string }>('SELECT name FROM app_user WHERE id = $1', [id]))[0]!.name;
    const by = { kind: 'user' as const, id: coordinator.userId };
    const proposal = newId();
    await web.world.owner(
      `INSERT INTO proposal (id, area_id, kind, data, asked_by_user_id, asked_by, asked_at)
       VALUES ($1, $2, 'administrator', $3, $4, 'Ada', now())`,
      [proposal, areaId, JSON.stringify({ userId: rhys.userId, forAreaId: areaId }), coordinator.userId],
    );
    const proposed = newId();
    await web.world.owner(
      `INSERT INTO proposal (id, area_id, kind, data, asked_by_user_id, asked_by, asked_at)
       VALUES ($1, $2, 'employer', '{"name": "Hebble Widgets"}', $3, 'Pat', now())`,
      [proposed, areaId, coordinator.userId],
    );
    const run = await one('SELECT id FROM import_run WHERE area_id = $1 ORDER BY id LIMIT 1').catch(() => '');
    await web.world.db.write([areaId], async (tx) => {
      const held = { role: 'regional_lead' as const, areaId };
      await web.app.get(Roles).take(tx, rhys.userId, held, by, 'Left the team');
      const note = (entry: object) =>
        web.app.get(Audit).record(tx, { areaId, actor: by, verb: 'change', resource: 'user', ...entry });
      await note({ verb: 'proposed', resource: 'proposed_administrator', subject: proposal });
      await note({ verb: 'declined', resource: 'proposed_employer', subject: proposed });
      await note({ kind: 'read', verb: 'refused', subject: stranger.userId });
      await web.app.get(AreaSettingsService).change(tx, areaId, { officer: 'Olive Officer' }, by);
      const rules = web.app.get(AreaContactRules);
      const { rules: now, version } = await rules.of(tx, areaId);
      const next = { ...now, nation: 'scotland' as const, agenciesNotCounted: ['Jobcentre Plus'] };
      const limits = { ...next.limits, employer: { short: { max: 2, days: 7 }, long: null } };
      await rules.save(tx, areaId, version, { ...next, limits }, by);
      await note({
        resource: 'retention',
        subject: 'contact',
        changes: { contact: ['24', '36'] },
      });
      if (run) await note({ verb: 'create', resource: 'import', subject: run });
    });
    const page = await staff.get('/settings/audit');
    const rows = page.all('tbody tr').map((row) => row.text.replace(/\s+/g, ' ').trim());
    const row = (words: string) => rows.find((one) => one.includes(words)) ?? rows.join('\n');
    expect(row('Left the team')).toMatch(
      new RegExp(
        `Changed an account ${await nameOf(rhys.userId)} Role before: Regional lead after: nothing Left the team$`,
      ),
    );
    expect(row('Asked for an administrator')).toContain(await nameOf(rhys.userId));
    expect(row('Did not add a proposed employer')).toContain('Hebble Widgets');
    expect(page.all(`tbody a[href="/employers/proposed/${proposed}"]`)).toHaveLength(1);
    expect(page.all(`tbody a[href="/settings/people/${rhys.userId}"]`).length).toBeGreaterThan(0);
    expect(row('Olive Officer')).toContain('Data protection officer: Name or post before: ');
    expect(row('Scotland')).toMatch(
      /Not on the bank holidays of before: England and Wales after: Scotland.*Ignore contacts by these agencies after: Jobcentre Plus/,
    );
    expect(row('Scotland')).toMatch(
      /Employers, short limit before: 1 in \d+ days, as usual after: 2 in 7 days/,
    );
    expect(row('36 months')).toContain('Kept for before: 24 months after: 36 months');
    // Somebody of another area is not named to whoever may only have typed their id.
    const there = (await administrator.get('/settings/audit')).words;
    expect(there).toContain('Was refused: people and roles somebody of another area');
    // No row asks by itself: 60 entries about 60 people are one statement more than one.
    const asked = jest.spyOn(web.app.get(Users), 'namesById');
    await staff.get('/settings/audit');
    expect(asked.mock.calls.length).toBeLessThan(4);
    asked.mockRestore();
  });

  it('says beside the field that a day is none, and offers no sign-ins where there are none', async () => {
    for (const address of ['/settings/audit?since=31+11+2026', '/account/trail?since=gibberish']) {
      const page = await staff.get(address);
      expect([address, page.words]).toEqual([address, expect.stringContaining('Enter a day like 27 1 2027')]);
      expect(page.all('tbody tr')).toEqual([]);
      expect(page.all('#since')[0]!.getAttribute('value')).toMatch(/31 11 2026|gibberish/);
    }
    const choices = async (address: string) =>
      (await staff.get(address)).all('#what option').map((one) => one.text.trim());
    expect(await choices('/settings/audit')).not.toContain('Sign-ins');
    expect(await choices('/settings/audit?where=installation')).toContain('Sign-ins');
    expect((await staff.get('/settings/audit')).words).toContain('sign-ins under The installation');
  });

  it('answers who saw somebody between two times', async () => {
    const coordinator = await web.signedIn({ role: 'coordinator', areaId });
    later(6);
    const clock = (minutes: number) =>
      new Date(web.world.clock.now().getTime() + minutes * 60_000).toISOString().slice(11, 16);
    const mail = await example.mail();
    const employer = await one(`SELECT employer_id AS id FROM message WHERE id = '${mail}' AND area_id = $1`);
    await coordinator.get(`/mail/${mail}/as-sent`);
    await coordinator.get(`/employers/${employer}`);
    // Whoever may open the employer asks from there.
    let page = await (await staff.get(`/employers/${employer}/changes`)).follow('Who saw this?');
    page = await page
      .form('records')
      .fill({
        from: '24 11 2026',
        fromTime: clock(-1),
        until: '24 11 2026',
        untilTime: clock(1),
      })
      .submit();
    const rows = page.all('tbody tr').map((row) => row.text.replace(/\s+/g, ' ').trim());
    const [{ name }] = (await web.world.owner<{ name: string }>('SELECT name FROM employer WHERE id = $1', [
      employer,
    ])) as [{ name: string }];
    expect(page.words).toContain(`You asked about ${name}.`);
    const precise = rows.filter((row) => !row.includes('they may have been on it')).sort();
    expect(precise).toEqual([
      expect.stringMatching(/^Sam Sample \d+ Coordinator .+ Saw people, with addresses and numbers 1 /),
      expect.stringMatching(/^Sam Sample \d+ Coordinator “.+” to .+ Read an email 1 24 Nov 2026, /),
    ]);
    expect(precise[0]).toContain(name);
    // Who administers only has no names of employers and their people, and neither has this page for them.
    const ask = { records: `${web.url}/employers/${employer}`, from: '24 11 2026', until: '24 11 2026' };
    const blind = (
      await (await administrator.get('/settings/audit/who-saw')).form('records').fill(ask).submit()
    ).words;
    expect([blind.includes(name), blind.includes(`Employer ${employer}`)]).toEqual([false, true]);
    page = await page.form('records').fill({ from: '23 11 2026', until: '23 11 2026' }).submit();
    expect(page.words).toContain('Nobody opened a page with them');
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
        '/account/trail?since=x',
        '/account/security',
        `/employers/${employer}/changes`,
      ]) {
        await page.setViewportSize({ width: 320, height: 900 });
        await page.goto(`${web.url}${address}`);
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          expect([address, width, await axe(page), await overflow(page)]).toEqual([address, width, [], 0]);
          // Nothing of an entry lies off the screen: no table of entries is wider than what it stands in.
          const outside = await page.evaluate<number>(
            `[...document.querySelectorAll('.au-entries td, .au-entries tbody th')].filter(
              (cell) => cell.getBoundingClientRect().right > window.innerWidth).length`,
          );
          expect([address, width, outside]).toEqual([address, width, 0]);
          if (process.env['SHOTS'])
            await page.screenshot({
              path: `${process.env['SHOTS']}/${address.replace(/\W+/g, '_')}-${width}.png`,
              fullPage: true,
            });
        }
      }
    } finally {
      await browser.close();
    }
  }, 120_000);
});
