import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { PersonalLinks } from '#mail-templates';
import { book, mailsTo, openSession, toPeople, use } from '../support/booking-steps.js';
import { type TestWeb, testWeb } from '../support/web.js';

let web: TestWeb;
const TODAY = '2026-11-24T09:00:00Z';

beforeAll(async () => {
  web = await testWeb();
  await use(web);
});
afterAll(async () => {
  await web?.close();
});
beforeEach(() => web.world.clock.set(TODAY));

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
