import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import {
  book,
  bookUrl,
  heading,
  mailsTo,
  openSession,
  toPeople,
  use,
  you,
} from '../support/booking-steps.js';
import { launchBrowser } from '../support/browser.js';
import { type TestWeb, testWeb } from '../support/web.js';

let web: TestWeb;
let browser: Browser;
const TODAY = '2026-11-24T09:00:00Z';

beforeAll(async () => {
  web = await testWeb();
  browser = await launchBrowser();
  await use(web);
});
afterAll(async () => {
  await browser?.close();
  await web?.close();
});
beforeEach(() => web.world.clock.set(TODAY));

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
