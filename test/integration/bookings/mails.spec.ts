import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { Bookings, Cancelling, Sessions } from '#bookings';
import { Employers } from '#employers';
import { MailRegistry } from '#mail-templates';
import { MailingTitles } from '#messaging';
import { SYSTEM_ACTOR } from '#platform';
import { inOwnWords } from '../../support/mail-words.js';
import { aForm, aSession, type BookingWorld, bookingWorld } from './world.js';

let world: BookingWorld;
const actor = { kind: 'public' as const };

beforeAll(async () => {
  world = await bookingWorld();
  world.clock.set('2027-05-04T09:00:00Z');
});
afterAll(() => world.close());

const openSession = async (more: object = {}) => {
  const id = await world.db.write([world.areaId], (tx) =>
    world.get(Sessions).create(tx, world.areaId, aSession(more)),
  );
  await world.get(Sessions).open([world.areaId], id, SYSTEM_ACTOR);
  return id;
};

interface Row {
  template: string;
  state: string;
  address: string;
  // biome-ignore lint/suspicious/noExplicitAny: the data of eleven kinds of mail
  data: any;
}
const mails = (id: string) =>
  world.owner<Row>(
    `SELECT template, address, state, data FROM message WHERE campaign = $1 ORDER BY template, address`,
    [`session:${id}`],
  );

/** Method, UID and sequence of the calendar part a message would carry. */
const calendarOf = ({ template, data }: Row) => {
  const part = world.get(MailRegistry).find(template)!.calendar!(data)!;
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(part.ics)).getFirstSubcomponent('vevent')!);
  return {
    method: part.method,
    uid: event.uid,
    sequence: event.sequence,
    starts: event.startDate.toJSDate().toISOString(),
  };
};

describe('the mails of a booking', () => {
  it('put each day into the calendar of each person, and take it out again one sequence on', async () => {
    const id = await openSession();
    const ann = await world.get(Bookings).book(world.areaId, aForm(id, ['Ann']), actor);
    await world
      .get(Cancelling)
      .cancel([world.areaId], { bookingId: ann.bookingId, delegateIds: 'all' }, actor);
    const rows = await mails(id);
    expect(rows.map((r) => r.template)).toEqual([
      'bookings.calendar-date',
      'bookings.calendar-removed',
      'bookings.place-cancelled',
      'bookings.place-confirmed',
    ]);
    const [second, secondOut, firstOut, first] = rows.map(calendarOf);
    expect(first).toMatchObject({ method: 'REQUEST', sequence: 0, starts: '2027-05-18T08:30:00.000Z' });
    expect(second).toMatchObject({ method: 'REQUEST', sequence: 0, starts: '2027-05-19T08:30:00.000Z' });
    expect(first!.uid).not.toBe(second!.uid);
    expect(firstOut).toEqual({ ...first, method: 'CANCEL', sequence: 1 });
    expect(secondOut).toEqual({ ...second, method: 'CANCEL', sequence: 1 });
  });

  it('put into the calendar how to join, the reference and which day it is; the file of the booking is the same entry', async () => {
    const id = await openSession({
      dates: aSession().dates.map((d) => ({
        ...d,
        venue: null,
        town: null,
        accessNotes: 'Captions are on',
        onlineLink: 'https://meet.example.org/room',
      })),
    });
    const ann = await world.get(Bookings).book(world.areaId, aForm(id, ['Ann', 'Bea']), actor);
    const events = (ics: string) =>
      new ICAL.Component(ICAL.parse(ics)).getAllSubcomponents('vevent').map((e) => new ICAL.Event(e));
    const sent = (await mails(id))
      .filter((row) => row.address === 'ann@example.org')
      .map((row) => events(world.get(MailRegistry).find(row.template)!.calendar!(row.data)!.ics)[0]!)
      .sort((a, b) => a.summary.localeCompare(b.summary));
    expect(sent.map((e) => e.summary)).toEqual([
      'Mental Health First Aid, two days (day 1 of 2)',
      'Mental Health First Aid, two days (day 2 of 2)',
    ]);
    for (const text of [
      `Reference ${ann.reference}`,
      'Join online: https://meet.example.org/room',
      'Access: Captions',
    ])
      expect(sent[0]!.description).toContain(text);
    expect(sent[0]!.component.getFirstPropertyValue('url')).toMatch(
      new RegExp(`/network/calderdale/training/${id}$`),
    );
    const file = events(
      await world.db.read([world.areaId], (tx) => world.get(Bookings).calendar(tx, ann.bookingId)),
    );
    expect(file.map((e) => [e.uid, e.sequence, e.description])).toEqual(
      sent.map((e) => [e.uid, e.sequence, e.description]),
    );
    await world
      .get(Cancelling)
      .cancel([world.areaId], { bookingId: ann.bookingId, delegateIds: 'all' }, actor);
    await expect(
      world.db.read([world.areaId], (tx) => world.get(Bookings).calendar(tx, ann.bookingId)),
    ).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('go to somebody who books for others once, with the link; and to each of the others without it', async () => {
    const id = await openSession({ dates: aSession().dates.slice(0, 1) });
    await world
      .get(Bookings)
      .book(world.areaId, { ...aForm(id, ['Hr Person']), people: aForm(id, ['Ann', 'Bea']).people }, actor);
    const rows = await mails(id);
    expect(rows.map((r) => [r.template, r.address, Boolean(r.data.bookingLink)])).toEqual([
      ['bookings.booking-confirmed', 'hr.person@example.org', true],
      ['bookings.place-confirmed', 'ann@example.org', false],
      ['bookings.place-confirmed', 'bea@example.org', false],
    ]);
  });

  it('say in each mail of a cancelled session why, and that nothing is to pay', async () => {
    const id = await openSession({ capacity: 1 });
    await world.get(Bookings).book(world.areaId, aForm(id, ['Ann']), actor);
    await world.get(Bookings).book(world.areaId, aForm(id, ['Wes']), actor);
    await world.get(Sessions).cancel([world.areaId], id, 'The instructor is ill', SYSTEM_ACTOR);
    const told = (await mails(id)).filter((r) => /cancelled|removed/.test(r.template));
    expect(told.map((r) => [r.template, r.address])).toEqual([
      ['bookings.calendar-removed', 'ann@example.org'],
      ['bookings.session-cancelled', 'ann@example.org'],
      ['bookings.session-cancelled-booker', 'wes@example.org'],
    ]);
    expect(calendarOf(told[1]!)).toMatchObject({ method: 'CANCEL', sequence: 1 });
  });

  it('tell a booker who is none of those seated that the session is cancelled, and a booker who is only once', async () => {
    const id = await openSession({ dates: aSession().dates.slice(0, 1) });
    const form = aForm(id, ['Hr Person']);
    await world
      .get(Bookings)
      .book(world.areaId, { ...form, people: aForm(id, ['Ann', 'Bea']).people }, actor);
    await world.get(Bookings).book(world.areaId, aForm(id, ['Cas']), actor);
    await world.get(Sessions).cancel([world.areaId], id, 'The instructor is ill', SYSTEM_ACTOR);
    const told = (await mails(id)).filter((r) => r.template.startsWith('bookings.session-cancelled'));
    expect(told.map((r) => [r.template, r.address])).toEqual([
      ['bookings.session-cancelled', 'ann@example.org'],
      ['bookings.session-cancelled', 'bea@example.org'],
      ['bookings.session-cancelled', 'cas@example.org'],
      ['bookings.session-cancelled-booker', 'hr.person@example.org'],
    ]);
    expect(told[3]!.data).toMatchObject({ seated: ['Ann', 'Bea'], waiting: [] });
  });

  const fates = async (id: string) => (await mails(id)).map((r) => `${r.template} ${r.address} ${r.state}`);

  it('of a place given up that have not left are stopped; those about others go on', async () => {
    const id = await openSession();
    const both = await world.get(Bookings).book(
      world.areaId,
      {
        ...aForm(id, ['Hr Person']),
        people: aForm(id, ['Ann', 'Bea']).people,
      },
      actor,
    );
    const { people } = await world.db.read([world.areaId], (tx) =>
      world.get(Bookings).get(tx, both.bookingId),
    );
    const cancel = (delegateIds: string[]) =>
      world.get(Cancelling).cancel([world.areaId], { bookingId: both.bookingId, delegateIds }, actor);
    await cancel([people[0]!.delegateId]);
    expect(await fates(id)).toEqual([
      'bookings.booking-changed hr.person@example.org queued',
      'bookings.booking-confirmed hr.person@example.org queued',
      'bookings.calendar-date ann@example.org cancelled',
      'bookings.calendar-date bea@example.org queued',
      'bookings.calendar-removed ann@example.org queued',
      'bookings.place-cancelled ann@example.org queued',
      'bookings.place-confirmed ann@example.org cancelled',
      'bookings.place-confirmed bea@example.org queued',
    ]);
    await cancel([people[1]!.delegateId]);
    expect(await fates(id)).toContain('bookings.booking-confirmed hr.person@example.org cancelled');
    expect(await fates(id)).toContain('bookings.place-cancelled ann@example.org queued');
  });

  it('of a cancelled session that have not left are stopped, but not what told of places given up before', async () => {
    const id = await openSession({ capacity: 2, dates: aSession().dates.slice(0, 1) });
    const ann = await world.get(Bookings).book(world.areaId, aForm(id, ['Ann']), actor);
    for (const name of ['Bea', 'Cas', 'Wes'])
      await world.get(Bookings).book(world.areaId, aForm(id, [name]), actor);
    await world
      .get(Cancelling)
      .cancel([world.areaId], { bookingId: ann.bookingId, delegateIds: 'all' }, actor);
    await world.get(Sessions).cancel([world.areaId], id, 'The instructor is ill', SYSTEM_ACTOR);
    expect(await fates(id)).toEqual([
      'bookings.place-cancelled ann@example.org queued',
      'bookings.place-confirmed ann@example.org cancelled',
      'bookings.place-confirmed bea@example.org cancelled',
      'bookings.place-from-waiting-list cas@example.org cancelled',
      'bookings.session-cancelled bea@example.org queued',
      'bookings.session-cancelled cas@example.org queued',
      'bookings.session-cancelled-booker wes@example.org queued',
      'bookings.waiting-joined cas@example.org queued',
      'bookings.waiting-joined wes@example.org cancelled',
    ]);
  });

  it('all render from their examples, as page and as plain text, inside 102 kB', async () => {
    const own = world
      .get(MailRegistry)
      .all()
      .filter((m) => m.name.startsWith('bookings.'));
    expect(own).toHaveLength(15);
    for (const mail of own) {
      const { subject, html, text } = await inOwnWords(mail, mail.schema.parse(mail.example));
      expect(html.length).toBeLessThan(102 * 1024);
      // Whoever got an email by mistake is not called by somebody else's name.
      expect(text).toContain(mail.name === 'bookings.entry-withdrawn' ? 'Hello' : 'Hello Robin Example');
      expect(text).not.toMatch(/\n{3,}/);
      expect(subject.length).toBeGreaterThan(5);
      expect(html + text).not.toMatch(/\{\{|undefined|null/);
    }
  });
});

describe('the mail of a session', () => {
  it('is one sending, called after the session and its first day, in its own area', async () => {
    const id = await openSession();
    const titles = (areaId: string) =>
      world.db.read([areaId], (tx) =>
        world.get(MailingTitles).of(tx, areaId, [`session:${id}`, 'session:x']),
      );
    expect([...(await titles(world.areaId))]).toEqual([
      [
        `session:${id}`,
        {
          title: 'Emails about Mental Health First Aid, two days, 18 May 2027',
          page: `/training/sessions/${id}`,
        },
      ],
    ]);
    expect((await titles(world.secondAreaId)).size).toBe(0);
  });
});

describe('the employer of a booking', () => {
  const employerOf = (bookingId: string) =>
    world.db.read([world.areaId], async (tx) => {
      const { employerId, employerMatch } = await world.get(Bookings).get(tx, bookingId);
      return { employerId, employerMatch };
    });

  it('is matched silently by name and postcode, else a new record when staff book', async () => {
    const id = await openSession();
    const employer = await world.db.write([world.areaId], (tx) =>
      world
        .get(Employers)
        .create(tx, world.areaId, { name: 'Aire Valley Foods Limited', postcode: 'HX1 1UJ' }, SYSTEM_ACTOR),
    );
    const known = await world
      .get(Bookings)
      .book(
        world.areaId,
        aForm(id, ['Ann'], { employer: { name: 'Aire Valley Foods Ltd', postcode: 'hx11uj' } }),
        actor,
      );
    expect(await employerOf(known.bookingId)).toEqual({ employerId: employer.id, employerMatch: 'matched' });
    const fresh = await world
      .get(Bookings)
      .book(
        world.areaId,
        aForm(id, ['Bea'], { employer: { name: 'Booth Castings', postcode: 'nowhere' } }),
        actor,
        'staff',
      );
    const { employerId, employerMatch } = await employerOf(fresh.bookingId);
    expect(employerMatch).toBe('created');
    expect((await world.owner('SELECT stage, source FROM employer WHERE id = $1', [employerId]))[0]).toEqual({
      stage: 'identified',
      source: 'booking',
    });
  });

  it('gets what happened on its timeline', async () => {
    const id = await openSession({ capacity: 1 });
    const employer = { name: 'Hebble Textiles', postcode: 'HX1 1UJ' };
    await world.db.write([world.areaId], (tx) =>
      world.get(Employers).create(tx, world.areaId, employer, SYSTEM_ACTOR),
    );
    const ann = await world.get(Bookings).book(world.areaId, aForm(id, ['Ann'], { employer }), actor);
    await world.get(Bookings).book(world.areaId, aForm(id, ['Wes'], { employer }), actor);
    await world
      .get(Cancelling)
      .cancel([world.areaId], { bookingId: ann.bookingId, delegateIds: 'all' }, actor);
    const { employerId } = await employerOf(ann.bookingId);
    const facts = await world.owner(
      `SELECT kind, data->>'from' AS was, data->>'to' AS "is", data->>'family' AS family,
              count(*) OVER (PARTITION BY data->>'person')::int AS "ofPerson"
         FROM fact WHERE employer_id = $1 AND kind LIKE 'bookings.%' ORDER BY kind, was NULLS FIRST`,
      [employerId],
    );
    const of = { family: 'mhfa-two-day', ofPerson: 2 };
    expect(facts).toEqual([
      { kind: 'bookings.place-cancelled', was: 'confirmed', is: 'cancelled', ...of },
      { kind: 'bookings.place-confirmed', was: null, is: 'confirmed', ...of },
      { kind: 'bookings.place-confirmed', was: 'waiting', is: 'confirmed', ...of },
      { kind: 'bookings.waiting-joined', was: null, is: 'waiting', ...of },
    ]);
  });
});

describe('a change of seats', () => {
  it('says who changed what from what to what, and nothing when nothing changed', async () => {
    const id = await openSession({ capacity: 4 });
    const by = { kind: 'user' as const, id: world.areaId, label: 'Sam Coordinator' };
    const change = (capacity: number) =>
      world.get(Sessions).change([world.areaId], id, { capacity, pricePence: 7500 }, by);
    await change(4);
    await change(6);
    const facts = await world.owner(
      `SELECT actor, data->'changed' AS changed FROM fact WHERE kind = 'bookings.session-changed' AND subject = $1`,
      [`session:${id}`],
    );
    expect(facts).toEqual([{ actor: by, changed: { capacity: { from: 4, to: 6 } } }]);
  });
});

describe('a cancellation', () => {
  it('done twice does nothing more, and costs by the terms of the booking', async () => {
    const id = await openSession();
    const ann = await world.get(Bookings).book(world.areaId, aForm(id, ['Ann']), actor);
    world.clock.set('2027-05-16T09:00:00Z');
    const cancel = () =>
      world.get(Cancelling).cancel([world.areaId], { bookingId: ann.bookingId, delegateIds: 'all' }, actor);
    expect(await cancel()).toMatchObject({ cancelled: 1, left: 0, feePence: 1875 });
    const before = (await mails(id)).length;
    expect(await cancel()).toMatchObject({ cancelled: 0, left: 0, feePence: 0 });
    expect((await mails(id)).length).toBe(before);
  });

  it('by the public ends with the start; another area sees no booking', async () => {
    const id = await openSession();
    const ann = await world.get(Bookings).book(world.areaId, aForm(id, ['Ann']), actor);
    world.clock.set('2027-05-18T08:31:00Z');
    const wanted = { bookingId: ann.bookingId, delegateIds: 'all' as const };
    await expect(world.get(Cancelling).cancel([world.areaId], wanted, actor)).rejects.toMatchObject({
      code: 'bookings.too-late',
    });
    await expect(world.get(Cancelling).cancel([world.secondAreaId], wanted, actor)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});
