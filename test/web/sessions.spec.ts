import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Bookings } from '#bookings';
import { Suppressions } from '#contact-policy';
import { newToken } from '#platform';
import type { Page, Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

let web: TestWeb;
let staff: Visitor;
const NOW = '2026-11-24T09:00:00Z';

beforeAll(async () => {
  web = await testWeb();
  staff = await web.signedIn({ role: 'coordinator' });
  await (await staff.get('/training/courses')).form(/first/).submit();
});
afterAll(() => web?.close());
beforeEach(() => web.world.clock.set(NOW));

const idOf = (page: Page) => /sessions\/([0-9a-f-]{36})/.exec(page.url)![1]!;
const ONE_DAY = {
  'dates[0][day]': '2026-12-08',
  'dates[0][from]': '09:30',
  'dates[0][to]': '16:30',
  venue: 'Thornhill Hall (sample)',
  town: 'Brighouse',
  capacity: '4',
  minimum: '1',
};
const openSession = async (fields: Record<string, string> = {}) => {
  const made = await (await (await staff.get('/training/sessions/new')).form('course').submit('Continue'))
    .form('capacity')
    .fill({ ...ONE_DAY, ...fields })
    .submit('Save and open for booking');
  expect(made.status).toBe(200);
  return idOf(made);
};
const key = (name: string) => `${name.toLowerCase()}@example.org`;
const book = async (id: string, name: string) => {
  const booked = await (await staff.get(`/training/sessions/${id}/book`))
    .form('booker[name]')
    .fill({
      'booker[name]': name,
      'booker[email]': key(name),
      'booker[phone]': '01422 000000',
      'employer[name]': `${name} Works (sample)`,
      'people[0][name]': name,
      'people[0][email]': key(name),
      'people[0][jobRole]': 'Shift lead',
    })
    .submit('Book');
  // From the second booking on the employer is known, and staff say that it is this one.
  const known = booked.all('input[name=which]').map((one) => one.getAttribute('value')!)[0];
  return known ? booked.form('booker[name]').fill({ which: known }).submit('Book') : booked;
};
const page = (id: string) => staff.get(`/training/sessions/${id}`);
/** A session of today, and when it is over. */
const TODAY = { 'dates[0][day]': '2026-11-24', 'dates[0][from]': '09:10', 'dates[0][to]': '09:20' };
const AFTER = '2026-11-24T09:25:00Z';

describe('a session that was held', () => {
  it('says so, shows who had places, and offers nothing that can no longer be done', async () => {
    const id = await openSession(TODAY);
    await book(id, 'Ann');
    web.world.clock.set(AFTER);
    const held = await page(id);
    expect(held.words).toContain('This session was held on Tuesday 24 November 2026');
    expect(held.one('#places').text).toContain('Who had a place');
    expect(held.words).toContain('ann@example.org');
    expect(held.text).not.toMatch(/href="[^"]*\/(book|cancel|cancel-place|seats)["?]/);
    expect((await staff.get('/training?view=past')).words).toContain('Held');
    for (const path of ['book', 'cancel', 'seats'])
      expect((await staff.get(`/training/sessions/${id}/${path}`)).url).toMatch(new RegExp(`${id}$`));
  });

  it('refuses a form that was opened before', async () => {
    const id = await openSession(TODAY);
    await book(id, 'Ann');
    const link = (await page(id)).one('.tr-do a').attributes['href']!;
    const [cancelOne, cancelAll, again] = [
      await staff.get(link),
      await staff.get(`/training/sessions/${id}/cancel`),
      await staff.get(`/training/sessions/${id}/book`),
    ];
    web.world.clock.set(AFTER);
    const answers = [
      await cancelOne.form('reason').fill({ reason: 'Is ill today' }).submit('Cancel the place'),
      await cancelAll
        .form('reason')
        .fill({ reason: 'Is ill today' })
        .submit(/^Cancel the session/),
      await again
        .form('booker[name]')
        .fill({
          'booker[name]': 'Bea',
          'booker[email]': key('Bea'),
          'employer[name]': 'Bea Works',
          'people[0][name]': 'Bea',
          'people[0][email]': key('Bea'),
        })
        .submit('Book'),
    ];
    for (const answer of answers)
      expect(answer.words).toContain('This session ended on Tuesday 24 November 2026');
    expect((await page(id)).words).toContain('1 of 4 places taken');
  });

  it('is told to the public by its day, and as begun only on the day itself', async () => {
    const id = await openSession(TODAY);
    const see = async (at: string) => {
      web.world.clock.set(at);
      return (await web.visitor().get(`/network/calderdale/training/${id}`)).words;
    };
    expect(await see('2026-11-24T09:15:00Z')).toContain('This session has begun');
    const later = await see(AFTER);
    expect(later).toContain('This session was held on 24 November');
    expect(later).not.toContain('has begun');
  });
});

describe('what the page of a session says of emails', () => {
  it('is what was counted, and names whom the cancellation does not reach', async () => {
    const id = await openSession();
    expect((await book(id, 'Ann')).one('[role=status]').text).toContain('Booked. 1 email is on its way.');
    await book(id, 'Bea');
    await web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Suppressions).add(tx, web.world.areaId, key('Bea'), 'The address does not exist.'),
    );
    const gone = await (await staff.get(`/training/sessions/${id}/cancel`))
      .form('reason')
      .fill({ reason: 'The instructor is ill' })
      .submit(/^Cancel the session/);
    const note = gone.one('[role=status]').text;
    expect(note).toContain('1 email is on its way');
    expect(note).toContain('1 email does not go: the address is blocked');
    expect(gone.words).not.toMatch(/everybody|been written to/i);
    await web.world.owner(
      `UPDATE message SET state = 'suppressed', reason = 'The address does not exist.', settled_at = created_at
        WHERE campaign = $1 AND address = $2 AND state = 'queued'`,
      [`session:${id}`, key('Bea')],
    );
    const told = (await page(id)).one('[aria-labelledby=told]').text.replace(/\s+/g, ' ');
    expect(told).toContain('2 emails about the cancellation: 0 sent, 1 still to go, 1 not sent or returned');
    expect(told).toContain('bea@example.org');
  });

  it('counts those who waited, too: whoever booked them, and the people themselves', async () => {
    const id = await openSession({ capacity: '1' });
    await book(id, 'Ann');
    // Nobody waits for themselves here, so that both get an email.
    await web.app.get(Bookings).book(
      web.world.areaId,
      {
        sessionId: id,
        submissionKey: newToken(),
        booker: { name: 'Hr Person', email: 'hr@example.net' },
        employer: { name: 'Wim Works (sample)' },
        people: [{ name: 'Wim Waits', email: 'wim@example.org' }],
      },
      { kind: 'user', label: 'Sam' },
      'staff',
    );
    const gone = await (await staff.get(`/training/sessions/${id}/cancel`))
      .form('reason')
      .fill({ reason: 'The instructor is ill' })
      .submit(/^Cancel the session/);
    expect(gone.one('[role=status]').text).toContain('3 emails are on their way');
    const told = (await page(id)).one('[aria-labelledby=told]').text.replace(/\s+/g, ' ');
    expect(told).toContain('3 emails about the cancellation');
  });

  it('does not claim that places went to a waiting list on which nobody is', async () => {
    const id = await openSession();
    const change = async (capacity: string) =>
      (
        await (await staff.get(`/training/sessions/${id}/seats`)).form('capacity').fill({ capacity }).submit()
      ).one('[role=status]').text;
    expect(await change('9')).toMatch(/^\s*Changed\.\s*$/);
    expect(await change('9')).toContain('Nothing was different');
    await change('1');
    await book(id, 'Eve');
    await book(id, 'Fay');
    expect(await change('2')).toContain('1 person from the waiting list got a place. 1 email is on its way.');
  });
});

describe('the people of a session', () => {
  it('stand with their email, also when their job title is known, and on a list to print with a phone number', async () => {
    const id = await openSession();
    await book(id, 'Ann');
    const row = (await page(id)).one('.tr-people tbody tr').text;
    expect(row).toContain('ann@example.org');
    expect(row).toContain('Shift lead');
    const list = await staff.get(`/training/sessions/${id}/list`);
    for (const text of ['ann@example.org', 'Shift lead', '01422 000000', 'Ann Works (sample)'])
      expect(list.words).toContain(text);
    expect(list.all('main .govuk-button')).toHaveLength(0);
  });

  it('are listed for nobody who may not see delegates', async () => {
    const id = await openSession();
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre' });
    expect((await partner.get(`/training/sessions/${id}/list`)).status).toBe(403);
    const other = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await other.get(`/training/sessions/${id}/list`)).status).toBe(404);
  });
});

describe('the state of a session', () => {
  it('has one colour and one wording on Today, in the list and on its own page', async () => {
    const short = await openSession({ minimum: '3', 'dates[0][day]': '2026-12-01' });
    const full = await openSession({ capacity: '1', 'dates[0][day]': '2026-12-02' });
    await book(full, 'Ann');
    for (const [id, tone, text] of [
      [short, 'red', '3 short of the minimum of 3'],
      [full, 'amber', 'Full'],
    ] as const) {
      for (const [path, row] of [
        ['/today', '.today-session'],
        ['/training', '.me-table tbody tr'],
        [`/training/sessions/${id}`, '[aria-labelledby=seats]'],
      ] as const) {
        const found = (await staff.get(path))
          .all(row)
          .find((one) => row.startsWith('[') || one.outerHTML.includes(id))!;
        const mark = found.querySelector('.me-due')!;
        expect([path, mark.getAttribute('class'), mark.text.trim()]).toEqual([
          path,
          `me-due me-due--${tone}`,
          text,
        ]);
      }
    }
  });
});

describe('a wrong address on a booking', () => {
  const returned = (id: string, template: string) =>
    web.world.owner<{ id: string }>(
      `UPDATE message SET state = 'bounced', reason = 'The address does not exist.', settled_at = created_at
        WHERE campaign = $1 AND template = $2 RETURNING id`,
      [`session:${id}`, template],
    );
  const stop = (address: string) =>
    web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Suppressions).add(tx, web.world.areaId, address, 'The address does not exist.'),
    );

  it('is corrected from the email that came back and from the task it made, and goes out anew', async () => {
    const id = await openSession();
    await book(id, 'Gus');
    const [mail] = await returned(id, 'bookings.place-confirmed');
    await stop(key('Gus'));
    expect((await page(id)).one('.tr-people tbody tr').text).toContain(
      'Email came back. The address does not exist.',
    );
    await web.world.owner(
      `INSERT INTO task (id, area_id, employer_id, title, due_on, owner_id, cause_key, created_at)
       SELECT gen_random_uuid(), m.area_id, m.employer_id, 'Find a working address', '2026-11-24', NULL, 'mail-bounced:message:' || m.id, now()
         FROM message m WHERE m.id = $1`,
      [mail!.id],
    );
    const task = (await staff.get('/today'))
      .all('a')
      .find((a) => a.getAttribute('href') === `/mail/${mail!.id}/correct`);
    expect(task?.text).toContain('Correct the address');
    const form = await (await staff.get(`/mail/${mail!.id}`)).follow(/^Correct the address/);
    const wrong = await form.form('email').fill({ name: '', email: 'nobody' }).submit('Save');
    expect([wrong.status, wrong.one('#name-error').text, wrong.one('#email-error').text]).toEqual([
      422,
      expect.stringContaining('Enter the full name'),
      expect.stringContaining('Enter an email address'),
    ]);
    const done = await wrong.form('email').fill({ name: 'Gus', email: 'gus.new@example.org' }).submit('Save');
    expect(done.one('[role=status]').text).toContain('Corrected. 1 email is on its way.');
    expect(done.one('.tr-people tbody tr').text).toContain('gus.new@example.org');
    expect(done.one('.tr-people tbody tr').text).not.toContain('came back');
    expect((await staff.get(`/mail/${mail!.id}/again`)).words).toContain('It was sent again already');
  });

  it('lets what came back be sent again, to the corrected one', async () => {
    const id = await openSession();
    await book(id, 'Hal');
    const ask = await (await page(id)).follow(/^Cancel the place of Hal/);
    await ask.form('reason').fill({ reason: 'Hal is ill' }).submit('Cancel the place');
    const [mail] = await returned(id, 'bookings.place-cancelled');
    await stop(key('Hal'));
    const dead = await staff.get(`/mail/${mail!.id}/again`);
    expect(dead.words).toContain('It cannot go again');
    const form = await dead.follow(/^Correct the address/);
    await form.form('email').fill({ email: 'hal.new@example.org' }).submit('Save');
    const again = await staff.get(`/mail/${mail!.id}/again`);
    expect(again.words).toContain('The address was corrected since');
    await again.form(/again$/).submit();
    expect(
      await web.world.owner(
        `SELECT state FROM message WHERE campaign = $1 AND address = 'hal.new@example.org'`,
        [`session:${id}`],
      ),
    ).toEqual([{ state: 'queued' }]);
  });

  it('asks who has the old address where an email reached it, and is for nobody but staff of the area', async () => {
    const id = await openSession();
    await book(id, 'Ida');
    await web.world.owner(`UPDATE message SET state = 'sent', settled_at = created_at WHERE campaign = $1`, [
      `session:${id}`,
    ]);
    const link = (await page(id))
      .all('a')
      .find((a) => /^Correct the name/.test(a.text))!
      .getAttribute('href')!;
    const ask = (await staff.get(link)).form('email').fill({ email: 'ida.new@example.org' });
    const asked = await ask.submit('Save');
    expect(asked.one('#old-error').text).toContain('Choose who has the old address');
    const done = await asked.form('email').fill({ old: 'other' }).submit('Save');
    expect(done.one('[role=status]').text).toContain('2 emails are on their way');
    const other = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await other.get(link)).status).toBe(404);
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre' });
    expect((await partner.get(link)).status).toBe(403);
  });
});

describe('adding a session', () => {
  it('asks for the course first, and fills in the price and the numbers of that one', async () => {
    const ask = await staff.get('/training/sessions/new');
    const mhfa = ask
      .all('.govuk-radios__item')
      .find((item) => item.text.includes('Mental Health First Aid'))!;
    const course = mhfa.querySelector('input')!.getAttribute('value')!;
    const form = (await ask.form('course').fill({ course }).submit('Continue')).form('capacity');
    expect(form.values).toMatchObject({ capacity: '16', minimum: '8', price: '75', courseId: course });
    expect((await staff.get('/training/courses')).text).toContain(`/training/sessions/new?course=${course}`);
  });

  it('asks again before it has more places than the course, also when they are changed', async () => {
    const form = (await (await staff.get('/training/sessions/new')).form('course').submit('Continue')).form(
      'capacity',
    );
    const over = await form.fill({ ...ONE_DAY, capacity: '40' }).submit('Save as a draft');
    expect([over.status, over.one('#capacity-error').text]).toEqual([
      422,
      expect.stringContaining(
        'The course has at most 14. Enter 14 or fewer, or save again if 40 places are right',
      ),
    ]);
    const other = await over.form('capacity').fill({ capacity: '41' }).submit('Save as a draft');
    expect(other.status).toBe(422);
    const made = await other.form('capacity').submit('Save as a draft');
    expect(made.words).toContain('0 of 41 places taken');
    const id = idOf(made);
    const change = async (capacity: string) =>
      (await staff.get(`/training/sessions/${id}/seats`)).form('capacity').fill({ capacity }).submit();
    expect((await change('41')).status).toBe(200);
    expect((await change('12')).words).toContain('0 of 12 places taken');
    const again = await change('30');
    expect(again.status).toBe(422);
    expect((await again.form('capacity').submit()).words).toContain('0 of 30 places taken');
  });

  it.each(['8 12 2026', '08/12/2026', '8 Dec 2026', 'Tuesday 8th December 2026'])(
    'reads the day %s',
    async (day) => {
      expect((await page(await openSession({ 'dates[0][day]': day }))).words).toContain(
        'Tuesday 8 December 2026',
      );
    },
  );

  it('says in plain words what a day looks like', async () => {
    const form = (await (await staff.get('/training/sessions/new')).form('course').submit('Continue')).form(
      'capacity',
    );
    const wrong = await form
      .fill({ ...ONE_DAY, 'dates[0][day]': '31 2 2027', closesOn: 'never' })
      .submit('Save as a draft');
    expect([wrong.one('[id="dates.0.day-error"]').text, wrong.one('#closesOn-error').text]).toEqual([
      expect.stringContaining('Enter the day, like 27 1 2027'),
      expect.stringContaining('Enter the last day of booking, like 27 1 2027'),
    ]);
    expect(wrong.form('capacity').values['dates[0][day]']).toBe('31 2 2027');
  });
});
