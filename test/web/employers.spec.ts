import type { Browser } from 'playwright-core';
import { Suppressions } from '#contact-policy';
import { Contacts, Employers, ImportWork } from '#employers';
import { type Actor, plainDate, type Tx } from '#platform';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import { mailRow } from '../support/mail-row.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

const actor: Actor = { kind: 'user', label: 'Sam Sample' };
let web: TestWeb;
let browser: Browser;
let coordinator: Visitor & { userId: string };
let n = 0;

beforeAll(async () => {
  web = await testWeb();
  browser = await launchBrowser();
  coordinator = await web.signedIn({ role: 'coordinator' });
});
afterAll(async () => {
  await browser?.close();
  await web?.close();
});

const write = <T>(work: (tx: Tx) => Promise<T>) => web.world.db.write([web.world.areaId], work);
const add = (name = `Hebble Textiles ${++n} (sample)`, more = {}) =>
  write((tx) => web.app.get(Employers).create(tx, web.world.areaId, { name, ...more }, actor));
const see = (id: string) => write((tx) => web.app.get(Employers).get(tx, id));
/** What the worker does with a confirmed list. */
const work = async (address: string) =>
  web.app.get(ImportWork).bringIn(web.world.areaId, address.split('/').pop()!);

describe('employers', () => {
  it('are added by hand, with what is wrong said beside the field and nothing lost', async () => {
    const form = (await coordinator.get('/employers/new')).form('name');
    const again = await form
      .fill({
        name: 'Ripponden Brewing (sample)',
        postcode: 'HX6 4DT4',
        headcount: 'many',
        town: 'Ripponden',
      })
      .submit();
    expect(again.status).toBe(422);
    expect(again.title).toMatch(/^Error: /);
    expect(again.one('#headcount-error').text).toContain('whole number');
    expect(again.form('name').values).toMatchObject({
      town: 'Ripponden',
      headcount: 'many',
      postcode: 'HX6 4DT4',
    });
    const third = await again.form('name').fill({ headcount: '18' }).submit();
    expect(third.one('#postcode-error').text).toContain('one character too many');
    const record = await third.form('name').fill({ postcode: 'HX6 4DT' }).submit();
    expect(record.words).toContain('Ripponden Brewing (sample) has been added.');
    expect(record.words).toContain('18 people');
    expect(record.words).toContain('Calderdale');
    const changed = await (await record.follow('Change details'))
      .form('name')
      .fill({ headcount: '24' })
      .submit();
    expect(changed.words).toContain('24 people');
    expect(changed.words).toContain('Details changed');
  });

  it('that are there already are said when one is added by hand, to be opened or added all the same', async () => {
    const { id } = await add('Kirkwood Hospice Ltd', { postcode: 'HX1 1QE' });
    const typed = { name: 'KIRKWOOD HOSPICE', town: 'Halifax', seen: 'nonsense' };
    const form = (await coordinator.get('/employers/new')).form('name');
    const asked = await form.fill({ name: typed.name, town: typed.town }).submit();
    expect(asked.status).toBe(422);
    expect(asked.one('#name-error').text).toContain('There is one of this name already');
    expect(asked.words).toContain('Kirkwood Hospice Ltd');
    expect(asked.form('name').values).toMatchObject({ name: typed.name, town: typed.town, seen: id });
    expect((await asked.follow('Kirkwood Hospice Ltd')).url).toContain(id);
    const added = await asked.form('name').submit('Add it all the same');
    expect(added.words).toContain('KIRKWOOD HOSPICE has been added.');
    // Another name is asked about anew.
    const other = await asked.form('name').fill({ name: 'Kirkwood hospice' }).submit();
    expect(other.words).toContain('There are 2 employers of this or a similar name.');
    // A partner is told by name, and sees of where it is no more than elsewhere.
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    const theirs = (await partner.get('/employers/new')).form('name');
    const told = await theirs.fill({ name: typed.name, postcode: 'HX1 1QE' }).submit();
    expect(told.words).toContain('Same name. HX1');
    expect(told.one('section[aria-labelledby=alike]').text).not.toContain('HX1 1QE');
  });

  it('lose what no database can store, in forms and in searches', async () => {
    const form = (await coordinator.get('/employers/new')).form('name');
    const record = await form.fill({ name: 'Zero\u0000 Ltd (sample)' }).submit();
    expect([record.status, record.one('h1').text]).toEqual([
      200,
      expect.stringContaining('Zero Ltd (sample)'),
    ]);
    const found = await coordinator.get('/employers?q=Zero%00%20Ltd');
    expect([found.status, found.words]).toEqual([200, expect.stringContaining('Zero Ltd (sample)')]);
  });

  it('move by hand along legal moves, and back from the timeline', async () => {
    const { id } = await add();
    const moved = await (await coordinator.get(`/employers/${id}`))
      .form('stage')
      .fill({ stage: 'contacted', why: 'Rang' })
      .submit();
    expect(moved.words).toContain('Moved from Identified to Contacted');
    expect((await see(id)).stage).toBe('contacted');
    const undone = await moved.form(/undo$/).submit();
    expect(undone.words).toContain('The move has been undone.');
    expect((await see(id)).stage).toBe('identified');
    const body = new URLSearchParams({ ...undone.form('stage').values, stage: 'signed' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const refused = await coordinator.send(`/employers/${id}/stage`, { method: 'POST', body, headers });
    expect(refused.status).toBe(422);
    expect(refused.words).toContain('Signed follows from the charter');
  });

  it('have people, calls and next steps', async () => {
    const { id } = await add();
    const at = `/employers/${id}`;
    const wrong = await (await coordinator.get(`${at}/contacts/new`))
      .form('email')
      .fill({ name: 'Robin Example', email: 'robin' })
      .submit();
    expect(wrong.one('#email-error').text).toContain('name@example.org');
    const people = await wrong
      .form('email')
      .fill({ email: 'robin@example.org', phone: '01632 960 014' })
      .submit();
    expect(people.words).toContain('Robin Example Primary');
    const log = (await coordinator.get(`${at}/activities/new`)).form('subject');
    expect(log.values).toMatchObject({ kind: 'call', day: '2026-11-24' });
    const half = await log.fill({ subject: 'Night shifts', next: 'Ring back' }).submit();
    expect(half.one('#nextOn-error').text).toContain('Enter the day');
    const late = await half.form('subject').fill({ nextOn: '2026-11-20', day: '2026-12-24' }).submit();
    expect(late.one('#day-error').text).toContain('in the future');
    expect(late.form('subject').values).toMatchObject({ subject: 'Night shifts', next: 'Ring back' });
    const logged = await late
      .form('subject')
      .fill({ day: '2026-11-24', notes: 'They worry <b>about</b> nights.' })
      .submit();
    expect(logged.words).toContain('Last contacted by Sam Sample');
    expect(logged.words).toContain('They worry <b>about</b> nights.');
    expect(logged.text).not.toContain('<b>about</b>');
    expect(logged.words).toContain('Next step: Ring back 4 days overdue');
    const done = await logged.form(/done$/).submit();
    expect(done.words).toContain('No next step is planned');
    const left = await (await coordinator.get(`${at}/contacts`)).form(/left$/).submit();
    expect(left.words).toContain('Marked as left: no more emails go to them');
    expect(left.words).toContain('Noted as left on 24 November 2026');
    expect(left.words).toContain('No current contact. Add one so that we can write.');
    const back = await left.form(/back$/).submit();
    expect(back.words).toContain('They are back.');
    expect(back.words).toContain('Robin Example Primary');
    expect((await coordinator.get(at)).words).toContain('Contact is back: Robin Example');
  });

  it('are listed with search, filters, counts and pages', async () => {
    const [mill] = [
      await add('Ärmel Mill (sample)', { postcode: 'HX6 1UJ', sector: 'third', headcount: 40 }),
    ];
    await web.app.get(ImportWork).importFile(
      web.world.areaId,
      {
        name: 'many.csv',
        bytes: Buffer.from(
          'name,postcode,staff\n' +
            Array.from({ length: 60 }, (_, i) => `Row ${String(i).padStart(2, '0')},HX1 1UJ,${i + 1}`).join(
              '\n',
            ),
        ),
      },
      { actor },
    );
    const found = await coordinator.get('/employers?q=armel+mill');
    expect(found.all('tbody tr')).toHaveLength(1);
    expect(found.words).toContain('1 employer');
    expect(found.words).toContain('Sowerby Bridge');
    const third = await coordinator.get('/employers?sector=third&size=n10_49');
    expect(third.words).toContain(mill.name);
    expect(third.words).not.toContain('Row 00');
    const first = await coordinator.get('/employers?q=row+');
    expect(first.all('tbody tr')).toHaveLength(50);
    expect(first.words).toContain('1 to 50 of 60');
    const second = await first.follow(/Next/);
    expect(second.all('tbody tr')).toHaveLength(10);
    expect(second.words).toContain('51 to 60 of 60');
    const again = await second.follow(/Previous/);
    expect([again.all('tbody th')[0]!.text, again.words]).toEqual([
      first.all('tbody th')[0]!.text,
      expect.stringContaining('1 to 50 of 60'),
    ]);
    expect(again.words).not.toContain('Previous');
    const big = await coordinator.get('/employers?sort=-people&q=row+');
    expect(big.all('tbody th')[0]!.text).toContain('Row 59');
    expect((await coordinator.get('/employers?q=zzzz')).words).toContain('No employer fits');
    expect((await coordinator.get('/employers?stage=nonsense&after=xx')).status).toBe(200);
  });

  it('show a partner only what all agencies share', async () => {
    const { id } = await add('Shared Mill (sample)', {
      postcode: 'HX6 1UJ',
      headcount: 40,
      registerNumber: '99000777',
    });
    await write((tx) =>
      web.app
        .get(Contacts)
        .add(
          tx,
          web.world.areaId,
          id,
          { name: 'Robin Example', email: 'robin@example.org', phone: '01632 960 014' },
          actor,
        ),
    );
    await (await coordinator.get(`/employers/${id}/activities/new`))
      .form('subject')
      .fill({ subject: 'Secret talk', notes: 'Private words' })
      .submit();
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    const list = await partner.get('/employers?q=shared+mill');
    expect(list.words).toContain('Shared Mill (sample)HX6');
    expect((await partner.get('/employers?q=sowerby')).words).toContain('No employer fits');
    const record = await partner.get(`/employers/${id}`);
    expect(record.words).toContain('10 to 49 people');
    expect(record.words).toContain('Robin Example');
    expect(record.text).not.toMatch(/99000777|HX6 1UJ|robin@example|01632|Secret talk|Private words|Sowerby/);
    expect((await partner.get(`/employers/${id}/edit`)).status).toBe(403);
    const mine = await (await partner.get(`/employers/${id}/activities/new`))
      .form('subject')
      .fill({ subject: 'Vacancies' })
      .submit();
    expect(mine.words).toContain('Call: spoke to them Jobcentre Plus');
    expect(mine.words).not.toContain('by another agency');
    expect(mine.words).toContain('Vacancies');
    const theirs = (await coordinator.get(`/employers/${id}`)).words;
    expect(theirs).toContain('Last contacted by Jobcentre Plus today');
    expect(theirs).toContain('Call by another agency: spoke to them Jobcentre Plus');
  });

  it('are not filtered by what a partner does not see', async () => {
    const { id } = await add('Reported Mill (sample)');
    await web.world.owner(`UPDATE employer SET reported_size = 'SME' WHERE id = $1`, [id]);
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    for (const query of ['authority=E08000033', 'size=reported', 'size=from_500', 'sort=people'])
      expect([query, (await partner.get(`/employers?${query}`)).status]).toEqual([query, 422]);
    const list = await partner.get('/employers?q=reported+mill&size=unknown');
    expect(list.words).toContain('Reported Mill (sample)');
    expect(list.words).not.toMatch(/Reported in another way|500 or more, not exactly known|Local authority/);
    expect((await coordinator.get('/employers?q=reported+mill&size=reported')).words).toContain(
      'Reported Mill (sample)',
    );
  });

  it('stand by the contact rules: who was in touch last, and from when they may be', async () => {
    const { id } = await add('Standing Mill (sample)');
    const log = async (fields: Record<string, string>, who: Visitor = coordinator) =>
      (await who.get(`/employers/${id}/activities/new`))
        .form('subject')
        .fill({ subject: 'About it', ...fields })
        .submit();
    const inList = async (who: Visitor = coordinator) =>
      (await who.get('/employers?q=standing+mill')).all('tbody td').map((cell) => cell.text.trim());
    const missed = await log({ outcome: 'missed' });
    expect(missed.words).toContain('May be contacted now');
    expect(missed.words).toContain('Nobody was reached, so it does not count as a contact.');
    expect(missed.words).not.toContain('you were in touch');
    expect(missed.words).toContain('Nobody has been in touch yet');
    expect(missed.words).toContain('Call: no answer');
    expect((await log({ outcome: 'theirs' })).words).toContain('Call: they contacted us');
    expect(await inList()).toEqual(expect.arrayContaining(['None', 'Now']));
    await mailRow(web.world, { employerId: id, purpose: 'service' });
    expect(await inList()).toEqual(expect.arrayContaining(['None', 'Now']));
    await mailRow(web.world, { employerId: id });
    const mailed = await coordinator.get(`/employers/${id}`);
    expect(mailed.words).toContain('Last contacted by our team today');
    expect(mailed.words).toContain('Email, Tuesday 24 November 2026');
    expect(mailed.words).toContain('May be contacted from Tuesday 8 December 2026');
    expect(mailed.words).toContain('at most 1 contact in 14 days');
    expect(await inList()).toEqual(expect.arrayContaining(['24 Nov 2026Our team, email', 'From 8 Dec 2026']));
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    expect((await partner.get(`/employers/${id}`)).words).toContain(
      'Last contacted by the area’s team today',
    );
    expect(await inList(partner)).toEqual(
      expect.arrayContaining(['24 Nov 2026The area’s team, email', 'From 8 Dec 2026']),
    );
  });

  it('say what their people asked for: until when not by email, and whether somebody else may be written to', async () => {
    const { id } = await add('Resting Mill (sample)');
    const contact = (name: string) =>
      write((tx) =>
        web.app
          .get(Contacts)
          .add(tx, web.world.areaId, id, { name, email: `${name.toLowerCase()}@resting.example` }, actor),
      );
    await contact('Robin');
    const stop = (address: string, until: Date | null) =>
      write((tx) =>
        web.app.get(Suppressions).suppress(tx, web.world.areaId, address, [
          {
            scope: 'all-but-service',
            why: until ? 'pause' : 'unsubscribe',
            until,
            source: 'link',
            reason: 'Asked.',
          },
        ]),
      );
    const inList = async () => (await coordinator.get('/employers?q=resting+mill')).words;
    const record = async (who: Visitor = coordinator) => (await who.get(`/employers/${id}`)).words;
    expect(await inList()).not.toContain('email before');
    await stop('robin@resting.example', new Date('2026-12-09T00:00:00Z'));
    expect(await inList()).toMatch(/Now ?Not by email before 9 Dec 2026/);
    expect(await record()).toContain('May be contacted now, but not by email before 9 December 2026');
    // What people asked for is not shared with other agencies.
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    expect(await record(partner)).not.toMatch(/by email/);
    await contact('Ash');
    expect(await inList()).toContain('Primary contact: not by email before 9 Dec 2026');
    expect(await record()).toContain(
      'The primary contact may not be emailed before 9 December 2026; somebody else here may.',
    );
    await stop('ash@resting.example', null);
    expect(await inList()).toMatch(/Now ?Not by email before 9 Dec 2026/);
  });

  it('promise in the log what is kept: coordinators read what partners write, other agencies do not', async () => {
    const { id } = await add('Promise Mill (sample)');
    const at = `/employers/${id}`;
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    const other = await web.signedIn({ role: 'partner', agency: 'Chamber' });
    const form = await partner.get(`${at}/activities/new`);
    expect(form.words).toContain('The area’s coordinators read what you write; other agencies see only');
    await form.form('subject').fill({ subject: 'Vacancies by night', notes: 'Their own words' }).submit();
    const written = /Vacancies by night|Their own words|spoke to them/;
    for (const path of [at, `${at}/activities/new`]) {
      expect((await coordinator.get(path)).words).toMatch(written);
      expect((await partner.get(path)).words).toMatch(written);
      const seen = await other.get(path);
      expect(seen.words).toContain('Call by another agency');
      expect(seen.words).not.toMatch(written);
    }
    expect((await coordinator.get(`${at}/activities/new`)).words).toContain(
      'Partner agencies see that the area’s team was in touch and when, not what was said.',
    );
  });

  it('of a day ahead become a next step, as they were typed', async () => {
    const { id } = await add('Visit Mill (sample)');
    const at = `/employers/${id}`;
    await write((tx) =>
      web.app
        .get(Contacts)
        .add(tx, web.world.areaId, id, { name: 'Robin Example', phone: '01632 960 014' }, actor),
    );
    const form = await coordinator.get(`${at}/activities/new`);
    expect(form.words).toContain('01632 960 014');
    expect(form.all('button[name=as]')).toHaveLength(0);
    const typed = {
      kind: 'visit',
      day: '2026-12-01',
      time: '9:30',
      subject: 'Bring the handbook',
      notes: 'Room 2',
    };
    const ahead = await form.form('subject').fill(typed).submit();
    expect([ahead.status, ahead.one('#day-error').text]).toEqual([
      422,
      expect.stringContaining('in the future'),
    ]);
    const planned = await ahead.form('subject').submit('Plan it as a next step');
    expect(planned.words).toContain('The next step is planned.');
    expect(planned.words).toContain('Next step: Visit: Bring the handbook');
    const [task] = await web.world.owner(
      `SELECT title, detail, due_on::text AS day, due_time::text AS time FROM task WHERE employer_id = $1`,
      [id],
    );
    expect(task).toEqual({
      title: 'Visit: Bring the handbook',
      detail: 'Room 2',
      day: '2026-12-01',
      time: '09:30:00',
    });
    expect((await coordinator.get(`${at}/activities/new`)).words).toContain(
      'Open steps Visit: Bring the handbook',
    );
    const [{ n }] = (await web.world.owner<{ n: string }>(
      'SELECT count(*) AS n FROM activity WHERE employer_id = $1',
      [id],
    )) as [{ n: string }];
    expect(Number(n)).toBe(0);
  });

  it('say that a contact’s address is somebody else’s too, and take it all the same', async () => {
    const one = await add('Office Mill (sample)');
    const two = await add('Office Works (sample)');
    const person = { name: 'Max Mockup', email: 'office@mill.example' };
    await write((tx) => web.app.get(Contacts).add(tx, web.world.areaId, one.id, person, actor));
    const form = (await coordinator.get(`/employers/${two.id}/contacts/new`)).form('email');
    const asked = await form.fill({ name: 'Robin Example', email: 'OFFICE@mill.example' }).submit();
    expect(asked.status).toBe(422);
    expect(asked.one('#email-error').text).toContain(
      'Max Mockup at Office Mill (sample) has this address too.',
    );
    const kept = await asked.form('email').submit('Save it all the same');
    expect(kept.words).toContain('The contact has been added.');
    // Left as it is, it is not asked about again.
    const changed = await (await kept.follow('Robin Example')).form('email').fill({ jobRole: 'HR' }).submit();
    expect(changed.words).toContain('The contact has been changed.');
  });

  it('show beside a contact what they asked for, and what is blocked, to those who may see it', async () => {
    const { id } = await add('Quiet Quarry (sample)');
    await write(async (tx) => {
      const { areaId } = web.world;
      const person = (name: string) => ({ name, email: `${name}@quiet.example` });
      for (const name of ['gone', 'quiet', 'open'])
        await web.app.get(Contacts).add(tx, areaId, id, person(name), actor);
      const stop = (name: string, what: object) =>
        web.app
          .get(Suppressions)
          .suppress(tx, areaId, `${name}@quiet.example`, [{ reason: 'Because a test says so.', ...what }]);
      await stop('gone', {});
      // Written otherwise than the contact's own.
      await stop('QUIET', { scope: 'engagement', why: 'objection', source: 'link' });
    });
    const today = plainDate(web.world.clock.now());
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    for (const at of [`/employers/${id}`, `/employers/${id}/contacts`]) {
      const { words } = await coordinator.get(at);
      expect(words).toContain(`Asked for no advertising, ${today}`);
      expect(words).toContain(`Blocked: emails were returned, ${today}`);
      expect((await partner.get(at)).words).not.toMatch(/Asked for|Blocked/);
    }
  });

  it('of another area are not there, whatever one does', async () => {
    const { id } = await add();
    const other = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    for (const path of ['', '/edit', '/contacts', '/contacts/new', '/activities/new'])
      expect((await other.get(`/employers/${id}${path}`)).status).toBe(404);
    expect((await web.visitor().get(`/employers/${id}`)).url).toContain('/sign-in');
  });
});

describe('the pages', () => {
  it('have no axe violations and nothing to scroll sideways, at 1280 and 320', async () => {
    const { id } = await add('Looked at (sample)', { postcode: 'HX6 1UJ', headcount: 40 });
    await (await coordinator.get(`/employers/${id}/activities/new`))
      .form('subject')
      .fill({ subject: 'Visit', notes: 'Words' })
      .submit();
    const open = await (await coordinator.get('/imports'))
      .form('Read the file')
      .file(
        'file',
        'look.csv',
        'name,postcode,email\nA (sample),HX1 1UJ,nonsense\nLooked at (sample),HX6 1UJ,new@example.org\nC,,\n',
      )
      .submit();
    const context = await browser.newContext({ javaScriptEnabled: true });
    await comeIn(context, coordinator);
    const page = await context.newPage();
    let shot = 0;
    const look = async (path: string, act?: () => Promise<void>) => {
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(web.url + path);
        await act?.();
        const name = `${String(++shot).padStart(2, '0')}${path.replace(/[0-9a-f-]{36}/g, 'id').replace(/\W+/g, '-')}-${width}.png`;
        if (process.env['SHOTS'])
          await page.screenshot({ path: `${process.env['SHOTS']}/${name}`, fullPage: true });
        expect({ path, width, axe: await axe(page), overflow: await overflow(page) }).toEqual({
          path,
          width,
          axe: [],
          overflow: 0,
        });
      }
    };
    for (const path of [
      '/employers',
      '/employers?q=zzz',
      `/employers/${id}`,
      '/employers/new',
      `/employers/${id}/edit`,
      `/employers/${id}/contacts`,
      `/employers/${id}/contacts/new`,
      `/employers/${id}/activities/new`,
      `/tasks/new?employer=${id}`,
      '/imports',
      new URL(open.url).pathname,
    ])
      await look(path);
    await look('/employers/new', async () => {
      await page.fill('#name', 'Looked at (SAMPLE)');
      await page.click('form button:has-text("Add the employer")');
      await page.waitForSelector('#alike');
    });
    await look(`/employers/${id}/activities/new`, async () => {
      await page.fill('#subject', 'A visit');
      await page.fill('#day', '2027-01-05');
      await page.click('form button:has-text("Save")');
      await page.waitForSelector('button[name=as]');
    });
    await (await coordinator.get(`/employers/${id}/contacts/new`))
      .form('name')
      .fill({ name: 'Robin Example' })
      .submit();
    await (await coordinator.get(`/employers/${id}/contacts`)).form(/left$/).submit();
    await look(`/employers/${id}/contacts`);
    const check = await open.form('column-0').submit();
    await look(new URL(check.url).pathname);
    await look(`${new URL(check.url).pathname}/matches`);
    const running = await check.form('count').submit();
    // The page that watches the import loads itself again meanwhile; looked at, it holds still.
    await page.route('**/imports/*', async (route) => {
      const response = await route.fetch();
      const { refresh: _, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    await look(new URL(running.url).pathname);
    await work(running.url);
    await look(new URL(running.url).pathname);
    await look(`${new URL(running.url).pathname}/revert`);
    await context.close();
  }, 300_000);
});
