import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import type { Browser } from 'playwright-core';
import { Contacts, Employers } from '#employers';
import { PersonalLinks } from '#messaging';
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Page, Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

let web: TestWeb;
let browser: Browser;
let staff: Visitor;
let day = 1;

beforeAll(async () => {
  web = await testWeb();
  browser = await launchBrowser();
  staff = await web.signedIn({ role: 'coordinator' });
  await (await staff.get('/training/courses')).form(/first/).submit();
});
afterAll(async () => {
  await browser?.close();
  await web?.close();
});
const TODAY = '2026-11-24T09:00:00Z';
beforeEach(() => web.world.clock.set(TODAY));

/** An open session on a day of its own; returns its id. */
const openSession = async (capacity: number, more: Record<string, string> = {}): Promise<string> => {
  const page = await (await (await staff.get('/training/sessions/new')).form('course').submit('Continue'))
    .form('capacity')
    .fill({
      'dates[0][day]': new Date(Date.UTC(2027, 2, day++)).toISOString().slice(0, 10),
      'dates[0][from]': '09:30',
      'dates[0][to]': '16:30',
      venue: 'Thornhill Hall (sample)',
      town: 'Brighouse',
      capacity: String(capacity),
      ...more,
    })
    .submit('Save and open for booking');
  return /sessions\/([0-9a-f-]{36})/.exec(page.url)![1]!;
};
const you = (name: string) => ({
  'booker[name]': name,
  'booker[email]': `${name.toLowerCase().replace(/\W+/g, '.')}@example.org`,
  'employer[name]': 'Aire Valley Foods (sample)',
  'employer[postcode]': 'HX1 1UJ',
});
const bookUrl = (id: string) => `/network/calderdale/training/${id}/book`;
/** The second step, with the booker as the first person. */
const toPeople = async (id: string, name: string, visitor = web.visitor()): Promise<Page> =>
  (await visitor.get(bookUrl(id))).form('booker[name]').fill(you(name)).submit('Continue');
/** The whole form for one person. */
const book = async (id: string, name: string): Promise<Page> => {
  const check = await (await toPeople(id, name)).form('people[0][name]').submit('Continue');
  return check.form(/book/).submit(/^(Book|Join)/);
};
const heading = (page: Page) => page.one('h1').text.trim();
const mailsTo = (address: string) =>
  web.world.owner<{ template: string; data: Record<string, unknown> }>(
    'SELECT template, data FROM message WHERE address = $1 ORDER BY template',
    [address],
  );

describe('booking without an account', () => {
  it('goes step by step, fills in the booker as the first person, and ends with a reference', async () => {
    const id = await openSession(4);
    const people = await toPeople(id, 'Robin Example');
    expect(people.words).toContain('Step 2 of 3');
    expect(people.form('people[0][name]').values).toMatchObject({
      'people[0][name]': 'Robin Example',
      'people[0][email]': 'robin.example@example.org',
    });
    const more = await people.form('people[0][name]').submit('Add another person');
    const check = await more
      .form('people[1][name]')
      .fill({ 'people[1][name]': 'Ash Placeholder', 'people[1][email]': 'ash@example.org' })
      .submit('Continue');
    expect(check.words).toContain('Step 3 of 3');
    expect(check.words).toContain('Ash Placeholder');
    const done = await check.form(/book/).submit(/^Book 2 places/);
    expect(heading(done)).toBe('2 places booked');
    expect(done.words).toMatch(/Your reference is JRT [2-9A-Z]{3} [2-9A-Z]{3}/);
    expect(done.url).toContain('/b/');
    expect((await mailsTo('ash@example.org')).map((m) => m.template)).toEqual(['bookings.place-confirmed']);
  });

  it('drops a character no database can store from a name', async () => {
    const people = await toPeople(await openSession(4), 'Nul\u0000a Example');
    expect(people.form('people[0][name]').values['people[0][name]']).toBe('Nula Example');
    const check = await people.form('people[0][name]').submit('Continue');
    const done = await check.form(/book/).fill({ 'booker[name]': 'Nu\u0000la Example' }).submit(/^Book/);
    expect([done.status, heading(done)]).toEqual([200, '1 place booked']);
  });

  it('says what is wrong beside the field, in the summary, and loses nothing typed', async () => {
    const id = await openSession(4);
    const again = await (await web.visitor().get(bookUrl(id)))
      .form('booker[name]')
      .fill({ ...you('Robin Example'), 'booker[email]': 'robin.example.org', 'employer[postcode]': '' })
      .submit('Continue');
    expect([again.status, again.title]).toEqual([422, expect.stringMatching(/^Error: /)]);
    expect(again.one('[id="booker.email-error"]').text).toContain('like name@example.org');
    expect(again.one('[id="employer.postcode-error"]').text).toContain('Enter the postcode');
    expect(again.one('.govuk-error-summary a').getAttribute('href')).toBe('#booker.email');
    expect(again.form('booker[name]').values).toMatchObject({
      'booker[name]': 'Robin Example',
      'booker[email]': 'robin.example.org',
    });
    const people = await (await toPeople(id, 'Robin Example'))
      .form('people[0][name]')
      .submit('Add another person');
    const wrong = await people
      .form('people[1][name]')
      .fill({ 'people[1][name]': 'Ash', 'people[1][email]': 'ash.example.org' })
      .submit('Continue');
    expect(wrong.status).toBe(422);
    expect(wrong.one('.govuk-error-summary').text).toContain(
      'Enter an email address for person 2, like name@example.org',
    );
    expect(wrong.form('people[1][name]').values).toMatchObject({
      'people[1][email]': 'ash.example.org',
      'people[0][name]': 'Robin Example',
      'booker[name]': 'Robin Example',
    });
  });

  it('lets one remove a person and go back, and keeps the rest', async () => {
    const id = await openSession(4);
    const two = await (await toPeople(id, 'Robin Example'))
      .form('people[0][name]')
      .submit('Add another person');
    const one = await two
      .form('people[1][name]')
      .fill({ 'people[1][name]': 'Ash Placeholder' })
      .submit(/^Remove person 1/);
    expect(one.form('people[0][name]').values).toMatchObject({ 'people[0][name]': 'Ash Placeholder' });
    const back = await one.form('people[0][name]').submit('Back');
    expect(back.form('booker[name]').values).toMatchObject({
      'booker[name]': 'Robin Example',
      'people[0][name]': 'Ash Placeholder',
    });
  });

  it('says the whole price, writes the postcode properly, and counts who still comes', async () => {
    const id = await openSession(4, { price: '40' });
    const form = { ...you('Robin Price'), 'employer[postcode]': 'hx11uj' };
    const people = await (await web.visitor().get(bookUrl(id)))
      .form('booker[name]')
      .fill(form)
      .submit('Continue');
    const two = await people.form('people[0][name]').submit('Add another person');
    const check = await two
      .form('people[1][name]')
      .fill({ 'people[1][name]': 'Ash Placeholder', 'people[1][email]': 'ash.price@example.org' })
      .submit('Continue');
    expect(check.words).toContain('HX1 1UJ');
    const done = await check.form(/book/).submit(/^Book 2 places/);
    expect(done.words).toContain('£80 (£40 a person)');
    expect(done.words).toContain('Until 9:30am on');
    expect(done.words).toContain('cancelling a place costs £10');
    const [mail] = await mailsTo('robin.price@example.org');
    expect(mail!.data['price']).toBe('£80 (£40 a person)');
    const ask = await done.follow('Cancel places');
    expect(ask.words).not.toContain('waiting list');
    const person = ask.all('input[name="person"]')[1]!.getAttribute('value')!;
    const sure = await ask
      .form(/cancel/)
      .fill({ person })
      .submit('Continue');
    expect(sure.words).toContain('Cancel this place?');
    expect(sure.words).toContain('Ash Placeholder Costs nothing at this time');
    expect(sure.one('button.govuk-button--warning').text.trim()).toBe('Cancel this place');
    const gone = await sure.form(/cancel/).submit('Cancel this place');
    expect(gone.words).toContain('Cancelled. We are emailing you and each person it is about.');
    expect(gone.words).toMatch(/Robin Price Has a place\s*Ash Placeholder Place cancelled/);
    expect(gone.words).not.toContain('£80');
  });

  it('goes back with the browser, without script, and keeps the rest', async () => {
    const id = await openSession(4);
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    });
    const page = await context.newPage();
    const press = (name: string) => page.getByRole('button', { name }).click();
    const step = (n: number) => page.getByText(`Step ${n} of 3`).waitFor({ timeout: 5_000 });
    await page.goto(web.url + bookUrl(id));
    for (const [name, value] of Object.entries(you('Robin Back')))
      await page.locator(`[name="${name}"]`).fill(value);
    await press('Continue');
    await step(2);
    await page.locator('[name="people[0][name]"]').fill('Ash Placeholder');
    await press('Continue');
    await step(3);
    await page.goBack();
    await step(2);
    expect(await page.locator('[name="people[0][name]"]').inputValue()).toBe('Ash Placeholder');
    await press('Continue');
    await step(3);
    await page.goBack();
    await page.goBack();
    await step(1);
    expect(await page.locator('[name="booker[name]"]').inputValue()).toBe('Robin Back');
    await context.close();
  });

  it('shows that it is full, puts on the waiting list, and moves up when somebody cancels', async () => {
    const id = await openSession(1);
    const ann = await book(id, 'Ann One');
    expect((await web.visitor().get('/network/calderdale/training')).words).toContain(
      'Full, waiting list open',
    );
    const wes = await book(id, 'Wes Two');
    expect(heading(wes)).toBe('You are on the waiting list');
    const ask = await ann.follow('Cancel the place');
    const gone = await (await ask.form(/cancel/).submit('Continue'))
      .form(/cancel/)
      .submit('Cancel this place');
    expect(gone.words).toContain('Place cancelled');
    expect(wes.words).toContain('Wes Two Number 1 on the waiting list');
    const moved = await web.visitor().get(wes.url.replace(/\?.*/, ''));
    expect(moved.words).toMatch(
      /Wes Two Giving it back costs nothing until 9am on Wednesday 25 November 2026\s*Has a place/,
    );
    expect((await mailsTo('wes.two@example.org')).map((m) => m.template)).toEqual([
      'bookings.place-from-waiting-list',
      'bookings.waiting-joined',
    ]);
  });

  it('asks a group what to do when there are not places for all', async () => {
    const id = await openSession(1);
    const two = await (await toPeople(id, 'Gil One')).form('people[0][name]').submit('Add another person');
    const check = await two
      .form('people[1][name]')
      .fill({ 'people[1][name]': 'Hal Two', 'people[1][email]': 'hal@example.org' })
      .submit('Continue');
    expect(check.words).toContain('To pay if you all get places: £80');
    const never = await check
      .form(/book/)
      .fill({ whenShort: 'together' })
      .submit('Ask for 2 places, up to £80');
    expect([never.status, never.one('.govuk-error-summary').text]).toEqual([
      422,
      expect.stringContaining('never be room for all of you together'),
    ]);
    expect(never.one('fieldset[aria-describedby="whenShort-error"] #whenShort').getAttribute('type')).toBe(
      'radio',
    );
    const done = await never
      .form(/book/)
      .fill({ whenShort: 'fewer' })
      .submit(/^Ask for 2 places/);
    expect(heading(done)).toBe('1 place booked, 1 on the waiting list');
  });

  it('sent twice books once; the same form with other people is refused', async () => {
    const id = await openSession(5);
    const check = await (await toPeople(id, 'Ann Twice')).form('people[0][name]').submit('Continue');
    await check.form(/book/).submit(/^Book/);
    expect(heading(await check.form(/book/).submit(/^Book/))).toBe('1 place booked');
    expect(await mailsTo('ann.twice@example.org')).toHaveLength(1);
    const other = await check.form(/book/).fill({ 'people[0][name]': 'Somebody Else' }).submit(/^Book/);
    expect([other.status, other.words]).toEqual([
      409,
      expect.stringContaining('already sent with other answers'),
    ]);
  });

  it('keeps the answers and the key when many book at once', async () => {
    const id = await openSession(5);
    const check = await (await toPeople(id, 'Ann Busy')).form('people[0][name]').submit('Continue');
    let release = () => {};
    let held: Promise<void> | undefined;
    await new Promise<void>((locked) => {
      held = web.world.db.write([web.world.areaId], async (tx) => {
        await tx.query('SELECT id FROM session WHERE id = $1 FOR NO KEY UPDATE', [id]);
        await new Promise<void>((resolve) => {
          release = resolve;
          locked();
        });
      });
    });
    const busy = await check.form(/book/).submit(/^Book/);
    release();
    await held;
    expect([busy.status, busy.words]).toEqual([
      429,
      expect.stringContaining('so nothing was changed. Try again in a few seconds. Your answers are kept.'),
    ]);
    expect(busy.form(/book/).values['submissionKey']).toBe(check.form(/book/).values['submissionKey']);
    expect(heading(await busy.form(/book/).submit(/^Book/))).toBe('1 place booked');
  }, 30_000);

  it('refuses a field nobody asked for, and a form from another site', async () => {
    const id = await openSession(5);
    const check = await (await toPeople(id, 'Ann Forger')).form('people[0][name]').submit('Continue');
    const body = new URLSearchParams({
      ...(check.form(/book/).values as Record<string, string>),
      go: 'book',
      area_id: web.world.secondAreaId,
    });
    const forged = await fetch(web.url + bookUrl(id), {
      method: 'POST',
      body,
      headers: { origin: 'https://elsewhere.example' },
      redirect: 'manual',
    });
    expect(forged.status).toBe(403);
    expect(await mailsTo('ann.forger@example.org')).toEqual([]);
  });
});

describe('the link of a booking', () => {
  it('changes nothing by being opened, gives a calendar file, and ends seven days after the session', async () => {
    const id = await openSession(3);
    const done = await book(id, 'Ann Link');
    const url = done.url.replace(/\?.*/, '');
    const before = await web.world.owner('SELECT state, state_since FROM place');
    for (const path of ['', '/cancel', '/calendar.ics'])
      for (const method of ['GET', 'HEAD']) await fetch(url + path, { method });
    expect(await web.world.owner('SELECT state, state_since FROM place')).toEqual(before);
    const file = await fetch(`${url}/calendar.ics`);
    expect(file.headers.get('content-type')).toContain('text/calendar');
    expect(new ICAL.Component(ICAL.parse(await file.text())).getAllSubcomponents('vevent')).toHaveLength(1);
    web.world.clock.set('2027-06-30T09:00:00Z');
    const ended = await web.visitor().get(url);
    expect([ended.status, ended.words]).toEqual([410, expect.stringContaining('This link has ended')]);
    expect((await web.visitor().get('/b/no-such-link')).status).toBe(404);
  });

  it('asks whom, and lets one of several go', async () => {
    const id = await openSession(3);
    const two = await (await toPeople(id, 'Ida One')).form('people[0][name]').submit('Add another person');
    const check = await two
      .form('people[1][name]')
      .fill({ 'people[1][name]': 'Jon Two', 'people[1][email]': 'jon@example.org' })
      .submit('Continue');
    const done = await check.form(/book/).submit(/^Book 2 places/);
    const ask = await done.follow('Cancel places');
    const nobody = await ask.form(/cancel/).submit('Continue');
    expect([nobody.status, nobody.one('.govuk-error-summary').text]).toEqual([
      422,
      expect.stringContaining('Choose who is not coming'),
    ]);
    expect(nobody.all('fieldset[aria-describedby="person-hint person-error"]')).toHaveLength(1);
    const jon = nobody.all('input[name=person]')[1]!.getAttribute('value')!;
    const gone = await (
      await nobody
        .form(/cancel/)
        .fill({ person: jon })
        .submit('Continue')
    )
      .form(/cancel/)
      .submit('Cancel this place');
    expect(gone.words).toMatch(/Ida One Has a place\s*Jon Two Place cancelled/);
    expect((await mailsTo('jon@example.org')).map((m) => m.template)).toEqual([
      'bookings.place-cancelled',
      'bookings.place-confirmed',
    ]);
  });
});

describe('staff', () => {
  it('book for somebody, ahead of the list only with a reason, and cancel with one', async () => {
    const id = await openSession(1);
    await book(id, 'Ann Full');
    const form = (await staff.get(`/training/sessions/${id}/book`)).form('booker[name]').fill({
      ...you('Vi Person'),
      'people[0][name]': 'Vi Person',
      'people[0][email]': 'vi.person@example.org',
      ifFull: 'ahead',
    });
    const refused = await form.submit('Book');
    expect([refused.status, refused.one('#reason-error').text]).toEqual([
      422,
      expect.stringContaining('Enter a reason'),
    ]);
    const done = await refused
      .form('booker[name]')
      .fill({ reason: 'Agreed with the instructor' })
      .submit('Book');
    expect(done.words).toContain('1 over the number of places');
    const ask = await done.follow(/^Cancel the place of Vi Person/);
    const why = await ask.form('reason').submit('Cancel the place');
    expect(why.status).toBe(422);
    const gone = await why.form('reason').fill({ reason: 'Ill that week' }).submit('Cancel the place');
    expect(gone.words).toContain('Ill that week');
    expect(gone.words).toContain('1 of 1 places taken');
  });

  it('and the booker are told the fee that is then taken', async () => {
    const id = await openSession(3);
    const booked = await book(id, 'Ann Fee');
    await book(id, 'Bea Fee');
    const [first] = await web.world.owner<{ at: Date }>(
      'SELECT min(starts_at) AS at FROM session_date WHERE session_id = $1',
      [id],
    );
    const fees = () =>
      web.world.owner(
        `SELECT d.name, p.fee_pence FROM place p JOIN delegate d ON d.id = p.delegate_id
          WHERE p.session_id = $1 ORDER BY d.name`,
        [id],
      );
    web.world.clock.set(new Date(first!.at.getTime() - 3_600_000).toISOString());
    const ask = await (await web.visitor().get(`${new URL(booked.url).pathname}/cancel`))
      .form(/cancel/)
      .submit('Continue');
    expect(ask.words).toContain('Ann Fee Costs £20 at this time');
    await ask.form(/cancel/).submit('Cancel this place');
    web.world.clock.set(new Date(first!.at.getTime() + 60_000).toISOString());
    const late = await web.signedIn({ role: 'coordinator' });
    const page = await (await late.get(`/training/sessions/${id}`)).follow(/^Cancel the place of Bea Fee/);
    expect(page.words).toContain('At this time it costs £40');
    await page.form('reason').fill({ reason: 'Did not come' }).submit('Cancel the place');
    expect(await fees()).toEqual([
      { name: 'Ann Fee', fee_pence: 2000 },
      { name: 'Bea Fee', fee_pence: 4000 },
    ]);
    // Coming in at that time swept away the session from before.
    web.world.clock.set(TODAY);
    staff = await web.signedIn({ role: 'coordinator' });
  });
});

describe('what one commits to', () => {
  const toCheck = async (id: string, name: string) =>
    (await toPeople(id, name)).form('people[0][name]').submit('Continue');

  it('stands on the check page: sum, terms and how one pays, and the button names the sum', async () => {
    const id = await openSession(4, { price: '40' });
    const check = await toCheck(id, 'Pat Payer');
    for (const words of [
      'To pay: £40',
      'If your plans change',
      'cancelling a place costs £10',
      'You pay nothing now',
    ])
      expect(check.words).toContain(words);
    const done = await check.form(/book/).submit('Book this place for £40');
    for (const words of ['£40', 'You pay nothing now', 'cancelling a place costs £10'])
      expect(done.words).toContain(words);
    const [mail] = await mailsTo('pat.payer@example.org');
    expect(mail!.data).toMatchObject({
      price: '£40',
      terms: expect.arrayContaining([expect.stringContaining('£10')]),
    });
  });

  it('and on joining the waiting list; a free course stays plain', async () => {
    const id = await openSession(1, { price: '40' });
    await book(id, 'Ann Seated');
    const check = await toCheck(id, 'Wes Waits');
    for (const words of [
      'You go on the waiting list, as number 1',
      'To pay if you get a place: £40',
      'costs £10',
    ])
      expect(check.words).toContain(words);
    const free = await toCheck(await openSession(4, { price: '0' }), 'Fay Free');
    expect(free.words).toContain('PriceFree');
    expect(free.words).not.toMatch(/To pay|If your plans change/);
    expect(heading(await free.form(/book/).submit('Book this place'))).toBe('1 place booked');
  });

  it('is said again when the price changed since the form began: nothing is booked yet', async () => {
    const id = await openSession(4, { price: '40' });
    const check = await toCheck(id, 'Pia Price');
    await web.world.owner('UPDATE session SET price_pence = 4500 WHERE id = $1', [id]);
    const again = await check.form(/book/).submit('Book this place for £40');
    expect([again.status, again.one('.govuk-error-summary').text.replace(/\s+/g, ' ')]).toEqual([
      409,
      expect.stringContaining('Nothing is booked yetThe price has gone up from £40 to £45 a person'),
    ]);
    expect(again.one('.govuk-error-summary a').getAttribute('href')).toBe('#total');
    expect(again.words).toContain('It was £40 when you started.');
    expect(again.words).toContain('Do not book');
    expect(await mailsTo('pia.price@example.org')).toEqual([]);
    expect(heading(await again.form(/book/).submit('Book this place for £45'))).toBe('1 place booked');
    const stale = (await toPeople(id, 'Pim Price')).form('people[0][name]');
    await web.world.owner('UPDATE session SET price_pence = 3000 WHERE id = $1', [id]);
    expect((await stale.submit('Continue')).words).toContain('gone down from £45 to £30');
  });
});

describe('the form', () => {
  it('lets the first person follow a correction of who books, until somebody changes them', async () => {
    const id = await openSession(4);
    const visitor = web.visitor();
    const wrong = await (await visitor.get(bookUrl(id)))
      .form('booker[name]')
      .fill({
        ...you('Priya Nair'),
        'booker[name]': 'Pria Nair',
        'booker[email]': 'pryia at tea',
        'employer[postcode]': '',
      })
      .submit('Continue');
    expect(wrong.status).toBe(422);
    const people = await wrong.form('booker[name]').fill(you('Priya Nair')).submit('Continue');
    expect(people.form('people[0][name]').values).toMatchObject({
      'people[0][name]': 'Priya Nair',
      'people[0][email]': 'priya.nair@example.org',
    });
    const own = people.form('people[0][name]').fill({ 'people[0][name]': 'Ash Placeholder' });
    const back = await (await own.submit('Continue')).form(/book/).submit(/^Change who books/);
    const kept = await back
      .form('booker[name]')
      .fill({ 'booker[email]': 'other@example.org' })
      .submit('Continue');
    expect(kept.form('people[0][name]').values).toMatchObject({
      'people[0][name]': 'Ash Placeholder',
      'people[0][email]': 'priya.nair@example.org',
    });
  });

  it('asks for a phone number that can be one, and says when people share an address', async () => {
    const id = await openSession(4);
    const refused = await (await web.visitor().get(bookUrl(id)))
      .form('booker[name]')
      .fill({ ...you('Pho Ne'), 'booker[phone]': 'not a phone' })
      .submit('Continue');
    expect(refused.one('[id="booker.phone-error"]').text).toContain('Enter a phone number');
    expect(refused.title).toContain('Who is booking?');
    const people = await refused
      .form('booker[name]')
      .fill({ 'booker[phone]': '01632 960 001' })
      .submit('Continue');
    const two = await people.form('people[0][name]').submit('Add another person');
    const check = await two
      .form('people[1][name]')
      .fill({ 'people[1][name]': 'Ash Placeholder', 'people[1][email]': 'pho.ne@example.org' })
      .submit('Continue');
    expect(check.words).toContain('Several people have the address pho.ne@example.org');
  });

  it('puts one at the name of the person just added, with script and without', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const id = await openSession(4);
      const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
      const page = await context.newPage();
      await page.goto(web.url + bookUrl(id));
      for (const [name, value] of Object.entries(you('Robin Add')))
        await page.locator(`[name="${name}"]`).fill(value);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Step 2 of 3').waitFor();
      await page.getByRole('button', { name: 'Add another person' }).click();
      await page.getByText('Person 2', { exact: true }).waitFor();
      await page.keyboard.type('Ash Placeholder');
      expect(await page.locator('[name="people[1][name]"]').inputValue()).toBe('Ash Placeholder');
      await context.close();
    }
  });
});

describe('the link of one person', () => {
  it('shows their own place and lets them give it up, after a second question; the booker hears of it', async () => {
    const id = await openSession(4, { price: '40' });
    const two = await (await toPeople(id, 'Hana Books')).form('people[0][name]').submit('Add another person');
    await (
      await two
        .form('people[1][name]')
        .fill({ 'people[1][name]': 'Del Egate', 'people[1][email]': 'del@example.org' })
        .submit('Continue')
    )
      .form(/book/)
      .submit(/^Book 2/);
    const [mail] = await mailsTo('del@example.org');
    expect(JSON.stringify(mail!.data)).not.toContain('Hana');
    const link = web.app.get(PersonalLinks).open(mail!.data)['placeLink'] as string;
    const page = await web.visitor().get(link.replace(/^https?:\/\/[^/]+/, ''));
    expect(page.words).toContain('Del Egate, reference');
    expect(page.words).not.toContain('Hana');
    const file = (await page.follow('Add to calendar')).text.replace(/\r\n /g, '');
    expect(file).toContain('BEGIN:VEVENT');
    // The entry that came by email: one in the calendar, not two.
    expect(file).toContain(`UID:${(mail!.data as { calendar: { uid: string } }).calendar.uid}`);
    const before = await web.world.owner('SELECT state FROM place');
    const ask = await page.follow('Give up my place');
    expect(await web.world.owner('SELECT state FROM place')).toEqual(before);
    expect(ask.words).toContain('This cannot be undone.');
    const done = await ask.form('_csrf').submit('Give up my place');
    expect(done.words).toContain('Done. You have given it up');
    expect((await mailsTo('del@example.org')).map((m) => m.template)).toContain('bookings.place-cancelled');
    const told = (await mailsTo('hana.books@example.org')).find(
      (m) => m.template === 'bookings.booking-changed',
    );
    expect(told!.data).toMatchObject({ cancelled: ['Del Egate'], themselves: true });
  });
});

describe('staff who book for an employer', () => {
  it('are told that there is one of this name, choose it and take people from its contacts', async () => {
    const { world } = web;
    const employer = await world.db.write([world.areaId], async (tx) => {
      const actor = { kind: 'user' as const, label: 'Sam' };
      const made = await web.app.get(Employers).create(tx, world.areaId, { name: 'MARSHALLS PLC' }, actor);
      const contact = { name: 'Jo Jagger', email: 'jo@marshalls.example' };
      await web.app.get(Contacts).add(tx, world.areaId, made.id, contact, actor);
      return made;
    });
    const id = await openSession(4);
    const ask = await (await staff.get(`/training/sessions/${id}/book`))
      .form('booker[name]')
      .fill({ ...you('Vi Booker'), 'employer[name]': 'Marshalls Plc', 'employer[postcode]': '' })
      .fill({ 'people[0][name]': 'Vi Booker', 'people[0][email]': 'vi.booker@example.org' })
      .submit('Book');
    expect([ask.status, ask.one('#which-error').text]).toEqual([
      422,
      expect.stringContaining('Choose the employer this is, or say that it is new'),
    ]);
    const chosen = await ask
      .form('booker[name]')
      .fill({ which: employer.id })
      .submit(/^Look for it/);
    const added = await chosen.form('booker[name]').submit('Add Jo Jagger');
    expect(added.form('booker[name]').values).toMatchObject({
      'people[0][name]': 'Vi Booker',
      'people[1][name]': 'Jo Jagger',
      'people[1][email]': 'jo@marshalls.example',
    });
    expect(added.one('[autofocus]').getAttribute('name')).toBe('people[1][name]');
    await added.form('booker[name]').submit('Book');
    const [row] = await world.owner('SELECT employer_id FROM booking WHERE session_id = $1', [id]);
    expect(row!['employer_id']).toBe(employer.id);
  });
});

describe('an employer that only a public booking names', () => {
  it('waits on a page of its own, told on Today, until a coordinator says who it is', async () => {
    const id = await openSession(3);
    const count = async () => (await staff.get('/employers?q=Mixenden')).words;
    await (
      await (
        await web.visitor().get(bookUrl(id))
      )
        .form('booker[name]')
        .fill({ ...you('Mia Mix'), 'employer[name]': 'Mixenden Homes', 'employer[postcode]': 'HX2 8QQ' })
        .submit('Continue')
    )
      .form('people[0][name]')
      .submit('Continue')
      .then((check) => check.form(/book/).submit(/^Book/));
    expect(await count()).not.toContain('Mixenden Homes');
    const today = await staff.get('/today');
    expect(today.words).toMatch(/employers? named on (a booking is|bookings are) not among yours/);
    const list = await today.follow('Say who they are');
    expect(list.words).toContain('Mixenden Homes, HX2 8QQ');
    const ask = await list.follow('Say who this is: Mixenden Homes');
    const nothing = await ask.form('employer').submit('Save');
    expect([nothing.status, nothing.one('#employer-error').text]).toEqual([
      422,
      expect.stringContaining('Choose the employer this is, or say that it is new'),
    ]);
    const done = await nothing.form('employer').fill({ employer: 'new' }).submit('Save');
    expect(done.words).toContain('The bookings now belong to Mixenden Homes.');
    expect(await count()).toContain('Mixenden Homes');
    expect((await staff.get(`/training/sessions/${id}`)).words).not.toContain('Say who this is');
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    expect((await partner.get('/training/employers')).status).toBe(403);
    expect((await partner.get('/today')).words).not.toContain('not among yours');
  });
});

describe('a form sent too often', () => {
  it('is refused with a time, on the page with all that was typed and for programs, and nothing is sent', async () => {
    const id = await openSession(12);
    const post = (n: number) =>
      fetch(`${web.url}/api/network/calderdale/sessions/${id}/bookings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          booker: { name: 'Ann Often', email: 'often@example.org' },
          employer: { name: 'Hebble Textiles' },
          people: [{ name: `Any Body ${n}`, email: 'often@example.org' }],
        }),
      });
    const answers = [];
    for (let n = 0; n < 8; n++) answers.push(await post(n));
    expect(answers.map((a) => a.status)).toEqual([201, 201, 201, 201, 201, 429, 429, 429]);
    expect(Number(answers[7]!.headers.get('retry-after'))).toBeGreaterThan(60);
    expect((await mailsTo('often@example.org')).length).toBeLessThanOrEqual(10);
    const check = await (
      await (
        await web.visitor().get(bookUrl(id))
      )
        .form('booker[name]')
        .fill({ ...you('Ann Often'), 'booker[email]': 'often@example.org' })
        .submit('Continue')
    )
      .form('people[0][name]')
      .submit('Continue');
    const refused = await check.form(/book/).submit(/^Book/);
    expect([refused.status, refused.words]).toEqual([
      429,
      expect.stringMatching(
        /Many emails about bookings have gone to often@example.org .* Your answers are kept\./,
      ),
    ]);
    expect(refused.form(/book/).values).toMatchObject({
      'booker[email]': 'often@example.org',
      'people[0][name]': 'Ann Often',
    });
  });
});

describe('pages of booking', () => {
  it.each([1280, 320])(
    'have no axe violation and do not scroll sideways at %i px, step by step, with and without errors',
    async (width) => {
      const id = await openSession(1);
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      await comeIn(context, web.visitor());
      const page = await context.newPage();
      const problems: string[] = [];
      const look = async (what: string) => {
        for (const problem of await axe(page)) problems.push(`${what}: ${problem}`);
        if (await overflow(page)) problems.push(`${what}: too wide`);
        if (process.env['SHOTS'])
          await page.screenshot({
            path: `${process.env['SHOTS']}/b-${what.replace(/\W+/g, '-')}-${width}.png`,
            fullPage: true,
          });
      };
      await page.goto(web.url + bookUrl(id));
      await look('who books');
      await page.click('button:has-text("Continue")');
      await look('who books, with errors');
      for (const [name, value] of Object.entries(you('Robin Example')))
        await page.fill(`[name="${name}"]`, value);
      // Enter goes on, although "Back" stands above the button.
      await page.press('[name="employer[name]"]', 'Enter');
      await page.click('button:has-text("Add another person")');
      await page.fill('[name="people[1][name]"]', 'Ash Placeholder');
      await page.fill('[name="people[1][email]"]', 'ash.example.org');
      await page.press('[name="people[1][email]"]', 'Enter');
      await look('who is coming, with an error');
      expect(await page.evaluate('document.activeElement.className')).toContain('govuk-error-summary');
      await page.fill('[name="people[1][email]"]', 'ash@example.org');
      await page.click('button.govuk-button:has-text("Continue")');
      await look('check');
      await page.check('#short-fewer');
      await page.click('button.govuk-button');
      await look('done');
      await page.click('a:has-text("Cancel places")');
      await look('cancel');
      await page.check('#person');
      await page.click('button.govuk-button:has-text("Continue")');
      await look('cancel, asked again');
      const [ash] = (await mailsTo('ash@example.org')).slice(-1);
      const link = web.app.get(PersonalLinks).open(ash!.data)['placeLink'] as string;
      await page.goto(web.url + new URL(link).pathname);
      await look('a person’s own turn');
      await page.click('a.govuk-button');
      await look('a person gives up');
      await comeIn(context, staff);
      await page.goto(`${web.url}/training/sessions/${id}/book`);
      await page.fill('[name="employer[name]"]', 'Marshalls');
      await page.click('button:has-text("Look for it")');
      await look('staff book, employers found');
      await page.goto(`${web.url}/training/employers`);
      await look('employers to check');
      await page.click('a:has-text("Say who this is")');
      await page.click('button:has-text("Save")');
      await look('employer to check, with an error');
      await page.goto(web.url + bookUrl(await openSession(3)));
      for (const [name, value] of Object.entries(you('Pay Changed')))
        await page.fill(`[name="${name}"]`, value);
      await page.press('[name="employer[name]"]', 'Enter');
      await web.world.owner('UPDATE session SET price_pence = 4500 WHERE id = $1', [
        /training\/([0-9a-f-]{36})/.exec(page.url())![1],
      ]);
      await page.click('button.govuk-button:has-text("Continue")');
      await look('check, the price has changed');
      await context.close();
      expect(problems).toEqual([]);
    },
    180_000,
  );
});

describe('booking for programs', () => {
  it('books, answers the same form the same way, and cancels by the link of the booking', async () => {
    const id = await openSession(1);
    const post = (path: string, body: object) =>
      fetch(`${web.url}/api/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    const form = {
      submissionKey: 'AAAAAAAAAAAAAAAAAAAAAA',
      booker: { name: 'Ann Api', email: 'ann.api@example.org' },
      employer: { name: 'Hebble Textiles' },
      people: [{ name: 'Ann Api', email: 'ann.api@example.org' }],
    };
    const path = `network/calderdale/sessions/${id}/bookings`;
    const first = await post(path, form);
    expect(first.status).toBe(201);
    const answer = (await first.json()) as { code: string; token: string; reference: string };
    expect(answer).toMatchObject({ code: 'confirmed', same: false });
    expect(await (await post(path, form)).json()).toMatchObject({
      code: 'confirmed',
      same: true,
      reference: answer.reference,
    });
    const wrong = await post(path, {
      ...form,
      people: [{ name: 'Ann Api', email: 'ann' }],
      role: 'administrator',
    });
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([
      422,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(((await wrong.json()) as { errors: { field: string }[] }).errors.map((e) => e.field)).toEqual([
      'people.0.email',
      'role',
    ]);
    expect(await (await post(`b/${answer.token}/cancel`, {})).json()).toEqual({
      cancelled: 1,
      left: 0,
      feePence: 0,
    });
    expect(await (await post(`b/${answer.token}/cancel`, {})).json()).toEqual({
      cancelled: 0,
      left: 0,
      feePence: 0,
    });
    expect((await post(`sessions/${id}/bookings`, form)).status).toBe(401);
  });
});
