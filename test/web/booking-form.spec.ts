import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { PersonalLinks } from '#mail-templates';
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
import { axe, comeIn, launchBrowser, overflow } from '../support/browser.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

let web: TestWeb;
let browser: Browser;
let staff: Visitor;
const TODAY = '2026-11-24T09:00:00Z';

beforeAll(async () => {
  web = await testWeb();
  browser = await launchBrowser();
  staff = await use(web);
});
afterAll(async () => {
  await browser?.close();
  await web?.close();
});
beforeEach(() => web.world.clock.set(TODAY));

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
    expect(free.words).toContain('Price Free');
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
      expect.stringContaining('Nothing is booked yet The price has gone up from £40 to £45 a person'),
    ]);
    expect(again.one('.govuk-error-summary a').getAttribute('href')).toBe('#total');
    expect(again.words).toContain('It was £40 when you started.');
    expect(again.words).toContain('Do not book');
    expect(await mailsTo('pia.price@example.org')).toEqual([]);
    expect(heading(await again.form(/book/).submit('Book this place for £45'))).toBe('1 place booked');
    const stale = (await toPeople(id, 'Pim Price')).form('people[0][name]');
    await web.world.owner('UPDATE session SET price_pence = 3000 WHERE id = $1', [id]);
    // The form was taken, so sending it once more finds the booking, whatever the price is by now.
    expect(heading(await again.form(/book/).submit('Book this place for £45'))).toBe('1 place booked');
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
      await page.check('#whenShort-2');
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
