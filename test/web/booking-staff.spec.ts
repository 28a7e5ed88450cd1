import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Bookings } from '#bookings';
import { Contacts, Employers } from '#employers';
import { book, bookUrl, openSession, signIn, use, you } from '../support/booking-steps.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

let web: TestWeb;
let staff: Visitor;
const TODAY = '2026-11-24T09:00:00Z';

beforeAll(async () => {
  web = await testWeb();
  staff = await use(web);
});
afterAll(async () => {
  await web?.close();
});
beforeEach(() => web.world.clock.set(TODAY));

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
      expect.stringContaining('Say why, in 10 to 300 characters'),
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
    staff = await signIn();
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

describe('staff who book for an employer that is there', () => {
  const add = (name: string, postcode?: string) =>
    web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Employers).create(tx, web.world.areaId, { name, postcode }, { kind: 'user', label: 'Sam' }),
    );
  const ask = async (name: string, postcode: string) => {
    const id = await openSession(4);
    const form = (await staff.get(`/training/sessions/${id}/book`)).form('booker[name]').fill({
      ...you('Wyn Booker'),
      'employer[name]': name,
      'employer[postcode]': postcode,
      'people[0][name]': 'Wyn Booker',
      'people[0][email]': 'wyn.booker@example.org',
    });
    return { id, page: await form.submit('Book') };
  };
  const bookedFor = async (id: string) =>
    (await web.world.owner('SELECT employer_id FROM booking WHERE session_id = $1', [id]))[0]?.[
      'employer_id'
    ];

  it('are not asked where name and place are the same, however it is written', async () => {
    const { id: employerId } = await add('Copley & Sowerby Textiles Ltd', 'HX3 0UG');
    const { id, page } = await ask('COPLEY AND SOWERBY TEXTILES LIMITED', 'hx30ug');
    expect(page.status).toBe(200);
    expect(await bookedFor(id)).toBe(employerId);
  });

  it('are asked where there are two of it, or one that is alike; new is new', async () => {
    await add('Ripponden Joinery (sample)', 'HX6 4DT');
    const { id: second } = await add('Ripponden Joinery (sample) Ltd', 'HX6 4DT');
    const { id, page } = await ask('Ripponden Joinery (sample)', 'HX6 4DT');
    expect([page.status, page.one('#which-error').text]).toEqual([
      422,
      expect.stringContaining('Choose the employer'),
    ]);
    expect(page.words).toContain('Same name, same postcode');
    const done = await page.form('booker[name]').fill({ which: second }).submit('Book');
    expect(done.status).toBe(200);
    expect(await bookedFor(id)).toBe(second);
    const alike = await ask('Ripponden Joinery (sample) Holdings', 'LS1 4AP');
    expect(alike.page.status).toBe(422);
    await alike.page.form('booker[name]').fill({ which: 'new' }).submit('Book');
    const made = await bookedFor(alike.id);
    expect(await web.world.owner('SELECT name FROM employer WHERE id = $1', [made])).toEqual([
      { name: 'Ripponden Joinery (sample) Holdings' },
    ]);
  });

  it('wait, where a program books for one of several and cannot be asked', async () => {
    await add('Norland Mill (sample)', 'HX6 3QA');
    await add('Norland Mill (sample) Ltd', 'HX6 3QA');
    const id = await openSession(4);
    await web.app.get(Bookings).book(
      web.world.areaId,
      {
        sessionId: id,
        submissionKey: 'A'.repeat(22),
        booker: { name: 'Xan Booker', email: 'xan.booker@example.org' },
        employer: { name: 'NORLAND MILL (SAMPLE)', postcode: 'HX6 3QA' },
        people: [{ name: 'Xan Booker', email: 'xan.booker@example.org' }],
      },
      { kind: 'user', label: 'Sam' },
      'staff',
    );
    expect(await bookedFor(id)).toBeNull();
    expect((await staff.get('/training/employers')).words).toContain('NORLAND MILL (SAMPLE)');
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
