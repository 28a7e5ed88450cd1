import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import type { Browser } from 'playwright-core';
import { Tokens } from '#access';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Page, Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

let web: TestWeb;
let browser: Browser;
let staff: Visitor;

beforeAll(async () => {
  web = await testWeb();
  browser = await launchBrowser();
  staff = await web.signedIn({ role: 'coordinator' });
});
afterAll(async () => {
  await browser?.close();
  await web?.close();
});

const MHFA = {
  'dates[0][day]': '2026-12-08',
  'dates[0][from]': '09:30',
  'dates[0][to]': '16:30',
  venue: 'Thornhill Hall (sample)',
  town: 'Brighouse',
  onlineLink: 'https://meet.example.org/secret-room',
};
const newSession = async (fields: Record<string, string>, button = 'Save and open for booking') =>
  (await (await staff.get('/training/sessions/new')).form('course').submit('Continue'))
    .form('capacity')
    .fill({ ...MHFA, ...fields })
    .submit(button);
const idOf = (page: Page) => /sessions\/([0-9a-f-]{36})/.exec(page.url)![1]!;

describe('training for staff', () => {
  it('begins empty, with a way to begin', async () => {
    expect((await staff.get('/training')).words).toContain('Begin with the courses');
    const courses = await (await staff.get('/training/courses')).form(/first/).submit();
    expect(courses.words).toContain('Mental Health First Aid, two days');
    expect(courses.words).toContain('Job retention training for line managers');
  });

  it('keeps what was typed when a course or session needs correcting, and says it beside the field', async () => {
    const course = await (await staff.get('/training/courses/new'))
      .form('title')
      .fill({ title: 'A pilot', summary: '', price: 'ten' })
      .submit();
    expect([course.status, course.title]).toEqual([422, expect.stringMatching(/^Error: /)]);
    expect(course.one('#summary-error').text).toContain('Enter one or two sentences');
    expect(course.one('#price-error').text).toContain('Enter a price in pounds');
    expect(course.form('title').values).toMatchObject({ title: 'A pilot', price: 'ten' });
    const session = await newSession({ 'dates[0][to]': '09:00', capacity: 'many' });
    expect(session.status).toBe(422);
    expect(session.one('[id="dates.0.to-error"]').text).toContain('after the beginning');
    expect(session.one('#capacity-error').text).toContain('whole number');
    expect(session.form('capacity').values).toMatchObject({
      venue: MHFA.venue,
      capacity: 'many',
      'dates[0][day]': '8 December 2026',
    });
  });

  it('adds a second day, without script, with the same hours', async () => {
    const two = await newSession({}, 'Add another date');
    const form = two.form('capacity');
    expect(form.values).toMatchObject({
      'dates[1][from]': '09:30',
      'dates[1][to]': '16:30',
      venue: MHFA.venue,
    });
    const made = await form.fill({ 'dates[1][day]': '2026-12-09', capacity: '12' }).submit('Save as a draft');
    expect(made.words).toContain('Tuesday 8 and Wednesday 9 December 2026, 9:30am to 4:30pm');
    expect(made.one('.me-tag').text).toBe('Draft');
  });

  it('does not open a session before its places are set', async () => {
    const draft = await newSession({ capacity: '' }, 'Save as a draft');
    const refused = await draft.form(/open$/).submit();
    expect([refused.status, refused.one('#capacity-error').text]).toEqual([
      422,
      expect.stringContaining('Enter how many places'),
    ]);
    const set = await refused.form('capacity').fill({ capacity: '4' }).submit();
    expect((await set.form(/open$/).submit()).words).toContain('The session is open');
  });

  it('is not for a partner to change, nor for another area to see', async () => {
    const id = idOf(await newSession({ capacity: '3', 'dates[0][day]': '2026-12-15' }));
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre' });
    const seen = await partner.get(`/training/sessions/${id}`);
    expect(seen.status).toBe(200);
    expect(seen.all('.me-table')).toHaveLength(0);
    expect((await partner.get(`/training/sessions/${id}/seats`)).status).toBe(403);
    expect((await partner.get(`/training/sessions/${id}/book`)).status).toBe(403);
    const other = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await other.get(`/training/sessions/${id}`)).status).toBe(404);
    expect((await web.visitor().get(`/network/kirklees/training/${id}`)).status).toBe(404);
  });

  it('cancels a session with a reason and writes to everybody', async () => {
    const id = idOf(await newSession({ capacity: '3', 'dates[0][day]': '2026-12-16' }));
    const ask = await staff.get(`/training/sessions/${id}/cancel`);
    const refused = await ask.form('reason').submit(/^Cancel the session/);
    expect([refused.status, refused.one('#reason-error').text]).toEqual([
      422,
      expect.stringContaining('Say why, in 10 to 300 characters'),
    ]);
    const gone = await refused
      .form('reason')
      .fill({ reason: 'The instructor is ill' })
      .submit(/^Cancel the session/);
    expect(gone.words).toContain('The instructor is ill');
    expect((await web.visitor().get(`/network/calderdale/training/${id}`)).words).toContain(
      'This session has been cancelled',
    );
    expect((await web.visitor().get('/network/calderdale/training')).text).not.toContain(id);
  });
});

describe('the public calendar', () => {
  let forum: string;

  beforeAll(async () => {
    const made = await (await staff.get('/training/meetings/new'))
      .form('capacity')
      .fill({
        title: 'Employer forum: coming back after time off',
        summary: 'What helps, told by three employers (sample).',
        'dates[0][day]': '2027-01-14',
        'dates[0][from]': '10:00',
        'dates[0][to]': '11:30',
        capacity: '20',
        price: '0',
      })
      .submit('Save and open for booking');
    forum = idOf(made);
  });

  it('shows what is open, by what, where and how long', async () => {
    const all = await web.visitor().get('/network/calderdale/training');
    expect(all.words).toContain('January 2027');
    expect(all.text).toContain(forum);
    const chosen = await all.form('what').fill({ what: 'forum', where: 'online', length: 'half' }).submit();
    expect(chosen.all('.pub-sess')).toHaveLength(1);
    expect(chosen.words).toContain('1 date');
    expect(
      (await web.visitor().get('/network/calderdale/training?what=jrt&length=more&where=x')).words,
    ).toContain('No date fits');
  });

  it('gives a calendar file with every day, naming nobody and no way in', async () => {
    for (const path of ['calendar.ics', `${forum}/calendar.ics`]) {
      const file = await web.visitor().get(`/network/calderdale/training/${path}`);
      const events = new ICAL.Component(ICAL.parse(file.text)).getAllSubcomponents('vevent');
      expect(events.length).toBeGreaterThan(0);
      expect(file.text).not.toMatch(/ATTENDEE|meet\.example\.org/);
    }
  });

  it('can be subscribed to, by the filter, and keeps a cancelled session as cancelled', async () => {
    const gone = idOf(await newSession({ capacity: '4', 'dates[0][day]': '2027-01-20', onlineLink: '' }));
    await (await staff.get(`/training/sessions/${gone}/cancel`))
      .form('reason')
      .fill({ reason: 'No room to be had' })
      .submit(/^Cancel the session/);
    const chosen = await web.visitor().get('/network/calderdale/training?what=forum');
    const link = chosen.all('a').find((a) => a.getAttribute('href')!.startsWith('webcal:'))!;
    const address = link.getAttribute('href')!.replace('webcal:', 'http:');
    expect(chosen.words).toContain(address);
    expect(address).toContain('?what=forum');
    const read = async (url: string) => {
      const answer = await fetch(url);
      const text = await answer.text();
      const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
      return {
        answer,
        events: events.map((e) => new ICAL.Event(e)),
        status: (i: number) => events[i]!.getFirstPropertyValue('status'),
      };
    };
    const forums = await read(address);
    expect(forums.answer.headers.get('content-disposition')).toBeNull();
    expect(forums.answer.headers.get('content-type')).toContain('text/calendar');
    expect(forums.events.map((e) => e.summary)).toEqual(['Employer forum: coming back after time off']);
    const all = await read(`${web.url}/network/calderdale/training/calendar.ics`);
    const i = all.events.findIndex((e) => e.component.toString().includes(gone));
    expect([all.status(i), all.events.length > 1]).toEqual(['CANCELLED', true]);
    const nowhere = await read(`${web.url}/network/calderdale/training/calendar.ics?where=Hebden%20Bridge`);
    expect(nowhere.events).toEqual([]);
  });

  it('leads from a date to the page where price and terms stand, before anything is booked', async () => {
    const calendar = await web.visitor().get('/network/calderdale/training');
    expect(calendar.text).not.toMatch(/href="[^"]*\/book"/);
    const session = await calendar.follow(/^Book places/);
    expect(session.one('h1').text).toBe('Job retention training for line managers');
    expect(session.words).toContain('Tuesday 8 December 2026');
    expect(session.words).toContain('If your plans change');
    expect(session.text).toMatch(/href="[^"]*\/book"/);
  });

  it('says from how many people a session runs only where that says something', async () => {
    const see = async (minimum: string, day: string) =>
      (
        await web
          .visitor()
          .get(
            `/network/calderdale/training/${idOf(await newSession({ capacity: '9', minimum, 'dates[0][day]': day }))}`,
          )
      ).words;
    expect(await see('1', '2027-03-01')).not.toContain('We run it with');
    expect(await see('3', '2027-03-02')).toContain('We run it with 3 people or more.');
  });

  it('never shows the link to join online, and tells of no draft', async () => {
    const draft = idOf(await newSession({ capacity: '4' }, 'Save as a draft'));
    expect((await web.visitor().get(`/network/calderdale/training/${draft}`)).status).toBe(404);
    const id = idOf(await newSession({ capacity: '4', 'dates[0][day]': '2026-12-17' }));
    expect((await web.visitor().get(`/network/calderdale/training/${id}`)).text).not.toContain(
      'meet.example.org',
    );
  });
});

describe('pages of training', () => {
  it.each([1280, 320])(
    'have no axe violation and do not scroll sideways at %i px',
    async (width) => {
      const id = idOf(await newSession({ capacity: '14', minimum: '8', 'dates[0][day]': '2026-12-20' }));
      const course = /course=([0-9a-f-]{36})/.exec((await staff.get('/training/courses')).text)![1]!;
      const newPath = `/training/sessions/new?course=${course}`;
      const booked = await (await staff.get(`/training/sessions/${id}/book`))
        .form('booker[name]')
        .fill({
          'booker[name]': 'Hr Person',
          'booker[email]': 'hr@example.org',
          'employer[name]': width === 320 ? 'Cragg Foods (sample)' : 'Hebble Textiles (sample)',
          'people[0][name]': 'Ann Example',
          'people[0][email]': `ann.a.long.address.${width}@department.of.somewhere.example.org`,
          'people[0][jobRole]': 'Shift lead',
        })
        .submit('Book');
      const correctPath = /href="([^"]*\/correct\?person=[^"]*)"/.exec(booked.text)![1]!;
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      await comeIn(context, staff);
      const page = await context.newPage();
      const problems: string[] = [];
      for (const path of [
        '/training',
        '/training?view=past',
        '/training/courses',
        '/training/courses/new',
        '/training/sessions/new',
        newPath,
        correctPath,
        '/training/meetings/new',
        `/training/sessions/${id}`,
        `/training/sessions/${id}/seats`,
        `/training/sessions/${id}/cancel`,
        `/training/sessions/${id}/book`,
        `/training/sessions/${id}/list`,
        '/network/calderdale/training',
        `/network/calderdale/training/${id}`,
      ]) {
        await page.goto(web.url + path);
        for (const problem of await axe(page)) problems.push(`${path}: ${problem}`);
        if (await overflow(page)) problems.push(`${path}: too wide`);
        if (process.env['SHOTS'])
          await page.screenshot({
            path: `${process.env['SHOTS']}/t${path.replace(/[0-9a-f-]{36}/g, 'id').replace(/\W+/g, '-')}-${width}.png`,
            fullPage: true,
          });
      }
      await context.close();
      expect(problems).toEqual([]);
    },
    90_000,
  );
});

describe('training for programs', () => {
  it('asks for a token', async () => {
    const answer = await fetch(`${web.url}/api/sessions`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      401,
      expect.stringContaining('application/problem+json'),
    ]);
  });

  it('adds sessions and meetings, opens, lists and books them, by the rules of the pages', async () => {
    const { userId } = await web.person({ role: 'coordinator' });
    const scopes = [
      'training_session:list',
      'training_session:see',
      'training_session:create',
      'training_session:change',
      'delegate:create',
    ];
    const { token } = await web.world.db.write([], (tx) =>
      web.app.get(Tokens).create(tx, { name: 'trial', userId, scopes, areaIds: [web.world.areaId] }),
    );
    const ask = async (path: string, body?: object) => {
      const answer = await fetch(`${web.url}/api/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body && JSON.stringify(body),
      });
      return { status: answer.status, json: (await answer.json()) as Record<string, never> };
    };
    const { courses } = (await ask('courses')).json as unknown as {
      courses: { id: string; family: string }[];
    };
    const dates = [
      { startsAt: '2027-02-01T09:30:00Z', endsAt: '2027-02-01T16:30:00Z', venue: 'Thornhill Hall' },
    ];
    const course = { courseId: courses.find((c) => c.family === 'mhfa')!.id, dates };
    const draft = await ask('sessions', course);
    expect(draft).toMatchObject({
      status: 201,
      json: { state: 'draft', capacity: 16, minimum: 8, pricePence: 7500 },
    });
    const id = String(draft.json['id']);
    expect(await ask(`sessions/${id}/open`, {})).toMatchObject({ status: 200, json: { state: 'open' } });
    const meeting = { kind: 'forum', title: 'Forum', summary: 'We meet.', dates, capacity: 1, open: true };
    expect(await ask('meetings', meeting)).toMatchObject({
      status: 201,
      json: { state: 'open', kind: 'event', free: 1 },
    });
    const person = { name: 'Ann', email: 'ann@example.org' };
    const form = { booker: person, employer: { name: 'Hebble Textiles' }, people: [person] };
    expect(await ask(`sessions/${id}/bookings`, form)).toMatchObject({
      status: 201,
      json: { code: 'confirmed' },
    });
    expect(await ask(`sessions/${id}`)).toMatchObject({ json: { taken: 1, free: 15 } });
    const listed = (await ask('sessions')).json as unknown as { sessions: { id: string }[] };
    expect(listed.sessions.map((s) => s.id)).toContain(id);
    const wrong = await ask('sessions', {
      ...course,
      dates: [{ ...dates[0], endsAt: '2027-02-01T09:00:00Z' }],
    });
    expect([wrong.status, wrong.json['code']]).toEqual([422, 'invalid-input']);
  });
});
