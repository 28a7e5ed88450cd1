import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { Links } from '#access';
import { Bookings, bookingsFacts, Cancelling, Correcting, Sessions } from '#bookings';
import { People } from '#employers';
import { MailRegistry } from '#mail-templates';
import { MailPeople, Messages } from '#messaging';
import { SYSTEM_ACTOR } from '#platform';
import { aForm, aSession, type BookingWorld, bookingWorld } from './world.js';

let world: BookingWorld;
const staff = { kind: 'user' as const, label: 'Sam' };

beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());

const openSession = (more: object = {}) => {
  world.clock.set('2027-05-04T09:00:00Z');
  return world.db.write([world.areaId], (tx) =>
    world.get(Sessions).create(tx, world.areaId, aSession(more), SYSTEM_ACTOR),
  );
};
const book = (id: string, names: string[], more: object = {}) =>
  world.get(Bookings).book(world.areaId, aForm(id, names, more), { kind: 'public' });
const see = (bookingId: string) =>
  world.db.read([world.areaId], (tx) => world.get(Bookings).get(tx, bookingId));
const correct = (delegateId: string, to: { name: string; email: string; tellOld?: boolean }) =>
  world.get(Correcting).person([world.areaId], delegateId, to, staff);

interface Row {
  id: string;
  template: string;
  address: string;
  state: string;
  send_key: string;
  // biome-ignore lint/suspicious/noExplicitAny: the data of several kinds of mail
  data: any;
}
const mails = (id: string) =>
  world.owner<Row>(
    `SELECT id, template, address, state, send_key, data FROM message WHERE campaign = $1 ORDER BY created_at, id`,
    [`session:${id}`],
  );
const sent = (id: string) =>
  world.owner(
    `UPDATE message SET state = 'sent', settled_at = created_at WHERE campaign = $1 AND state = 'queued'`,
    [`session:${id}`],
  );
const calendarOf = ({ template, data }: Row) => {
  const part = world.get(MailRegistry).find(template)!.calendar!(data)!;
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(part.ics)).getFirstSubcomponent('vevent')!);
  return { method: part.method, uid: event.uid, sequence: event.sequence };
};
const oneDay = { dates: aSession().dates.slice(0, 1) };

describe('a corrected address', () => {
  it('gets the place with a calendar entry of its own; the old one gets nothing', async () => {
    const id = await openSession();
    const { bookingId } = await book(id, ['Hr Person'], { people: aForm(id, ['Amina']).people });
    const [amina] = (await see(bookingId)).people;
    await sent(id);
    const before = await mails(id);
    const answer = await correct(amina!.delegateId, { name: 'Amina', email: 'amina@right.example' });
    expect(answer).toEqual({ changed: true, mails: { going: 2, waiting: 0, blocked: 0 } });
    const after = (await mails(id)).slice(before.length);
    expect(after.map((m) => [m.template, m.address])).toEqual([
      ['bookings.place-confirmed', 'amina@right.example'],
      ['bookings.calendar-date', 'amina@right.example'],
    ]);
    const old = before.filter((m) => m.address === 'amina@example.org').map(calendarOf);
    for (const entry of after.map(calendarOf)) {
      expect(entry).toMatchObject({ method: 'REQUEST', sequence: 0 });
      expect(old.map((o) => o.uid)).not.toContain(entry.uid);
    }
    // From then on everything goes there, under that entry.
    await world.get(Cancelling).cancel([world.areaId], { bookingId, delegateIds: 'all' }, staff, 'staff');
    const gone = (await mails(id)).filter((m) => m.template === 'bookings.place-cancelled');
    expect([gone[0]!.address, calendarOf(gone[0]!).uid]).toEqual([
      'amina@right.example',
      calendarOf(after[0]!).uid,
    ]);
    const facts = await world.owner<{ data: { changed: string[] } }>(
      `SELECT data FROM fact WHERE kind = $1 AND data->>'session' = $2`,
      [bookingsFacts.personCorrected.kind, id],
    );
    expect(facts.map((f) => f.data.changed)).toEqual([['email']]);
  });

  it('of somebody else: they are told, without a name, and lose the entry again', async () => {
    const id = await openSession(oneDay);
    const { bookingId } = await book(id, ['Hr Person'], { people: aForm(id, ['Amina']).people });
    const [amina] = (await see(bookingId)).people;
    await sent(id);
    const [first] = (await mails(id)).filter((m) => m.template === 'bookings.place-confirmed');
    await correct(amina!.delegateId, { name: 'Amina', email: 'amina@right.example', tellOld: true });
    const [told] = (await mails(id)).filter((m) => m.template === 'bookings.entry-withdrawn');
    expect(told!.address).toBe('amina@example.org');
    expect(calendarOf(told!)).toEqual({ ...calendarOf(first!), method: 'CANCEL', sequence: 1 });
  });

  it('is used at once by what has not left, which is stopped to the old one', async () => {
    const id = await openSession(oneDay);
    const { bookingId } = await book(id, ['Amina']);
    const [amina] = (await see(bookingId)).people;
    await correct(amina!.delegateId, { name: 'Amina Sutcliffe', email: 'amina@example.org' });
    const rows = await mails(id);
    expect(rows.map((m) => [m.template, m.state])).toEqual([
      ['bookings.place-confirmed', 'cancelled'],
      ['bookings.place-confirmed', 'queued'],
    ]);
    expect(rows[1]!.data.calendar.attendee.name).toBe('Amina Sutcliffe');
    // She booked for herself: she is the booker still, and keeps the link.
    expect(rows[1]!.data.bookingLink).toBeTruthy();
    expect(await see(bookingId)).toMatchObject({ bookerName: 'Amina Sutcliffe' });
    await sent(id);
    const named = await correct(amina!.delegateId, { name: 'Amina Sutcliff', email: 'amina@example.org' });
    expect(named).toEqual({ changed: true, mails: { going: 0, waiting: 0, blocked: 0 } });
  });

  it('of a booker gets the details of the booking; who is on the session already is not put there twice', async () => {
    const id = await openSession(oneDay);
    const { bookingId } = await book(id, ['Hr Person'], { people: aForm(id, ['Amina', 'Bea']).people });
    await sent(id);
    const before = (await mails(id)).length;
    const to = { name: 'Hr Person', email: 'hr@right.example' };
    const personOf = (who: { name: string; email: string }) =>
      world.db.write([world.areaId], (tx) => world.get(People).idOf(tx, world.areaId, who));
    const person = await personOf({ name: 'Hr Person', email: 'hr.person@example.org' });
    expect(await world.get(Correcting).booker([world.areaId], bookingId, to, staff)).toMatchObject({
      changed: true,
      mails: { going: 1 },
    });
    expect(await personOf(to)).toBe(person);
    const after = (await mails(id)).slice(before);
    expect(after.map((m) => [m.template, m.address])).toEqual([
      ['bookings.booking-confirmed', 'hr@right.example'],
    ]);
    const { people } = await see(bookingId);
    await expect(
      correct(people[0]!.delegateId, { name: 'Bea', email: 'bea@example.org' }),
    ).rejects.toMatchObject({ code: 'bookings.already-here', fields: { email: expect.any(String) } });
    world.clock.set('2027-09-01T09:00:00Z');
    await expect(
      correct(people[0]!.delegateId, { name: 'Amina', email: 'late@example.org' }),
    ).rejects.toMatchObject({ code: 'bookings.session-held' });
  });
});

describe('what was corrected before', () => {
  it('is told anew each time: a booker twice in a row, an address that comes back', async () => {
    const id = await openSession({ ...oneDay, capacity: 1 });
    await book(id, ['First Comer']);
    const { bookingId } = await book(id, ['Hr Person'], { people: aForm(id, ['Amina']).people });
    const amina = (await see(bookingId)).people[0]!.delegateId;
    const queued = async (address: string) =>
      (await mails(id)).filter((m) => m.address === address && m.state === 'queued').map((m) => m.template);
    const booker = (to: { name: string; email: string }) =>
      world.get(Correcting).booker([world.areaId], bookingId, to, staff);
    await booker({ name: 'Hr Person', email: 'hr@right.example' });
    await booker({ name: 'Hannah Person', email: 'hr@right.example' });
    expect(await queued('hr@right.example')).toEqual(['bookings.waiting-joined']);
    for (const email of ['a@right.example', 'amina@example.org', 'a@right.example'])
      await correct(amina, { name: 'Amina', email });
    expect(await queued('a@right.example')).toEqual(['bookings.waiting-person']);
    expect(await queued('amina@example.org')).toEqual([]);
    // A name alone, while the email with the wrong one has not left.
    await correct(amina, { name: 'Amina Said', email: 'a@right.example' });
    expect(await queued('a@right.example')).toEqual(['bookings.waiting-person']);
    await sent(id);
    await correct(amina, { name: 'Amina Saeed', email: 'a@right.example' });
    expect(await queued('a@right.example')).toEqual([]);
  });

  it('of a booker who comes too is theirs as a person as well', async () => {
    const id = await openSession(oneDay);
    const { bookingId } = await book(id, ['Cy Chief', 'Amina']);
    await world
      .get(Correcting)
      .booker([world.areaId], bookingId, { name: 'Cy Chief', email: 'cy@right.example' }, staff);
    const seen = await see(bookingId);
    expect([seen.bookerEmail, ...seen.people.map((p) => p.email)]).toEqual([
      'cy@right.example',
      'cy@right.example',
      'amina@example.org',
    ]);
    expect((await mails(id)).filter((m) => m.address === 'cy@right.example').map((m) => m.template)).toEqual([
      'bookings.place-confirmed',
    ]);
  });

  it('no longer opens the booking to whoever had the mailbox of the booker before', async () => {
    const id = await openSession(oneDay);
    const { bookingId, token } = await book(id, ['Hr Person'], { people: aForm(id, ['Amina']).people });
    const links = world.get(Links);
    expect(await links.find('booking', token)).toMatchObject({ subjectId: bookingId });
    await world
      .get(Correcting)
      .booker([world.areaId], bookingId, { name: 'Hr Person', email: 'hr@right.example' }, staff);
    await expect(links.find('booking', token)).rejects.toMatchObject({ code: 'access.link-ended' });
    const anew = (await mails(id)).find((m) => m.address === 'hr@right.example')!;
    const fresh = /\/b\/([\w-]+)/.exec(JSON.stringify(anew.data));
    expect(fresh?.[1]).not.toBe(token);
  });
});

describe('an email that did not reach the address that was wrong', () => {
  it('is done with: it names the one that went to the right address', async () => {
    const id = await openSession(oneDay);
    const { bookingId } = await book(id, ['Hr Person'], { people: aForm(id, ['Amina']).people });
    const [amina] = (await see(bookingId)).people;
    await sent(id);
    await world.owner(
      `UPDATE message SET state = 'bounced', reason = 'No such address' WHERE campaign = $1 AND address LIKE 'amina%'`,
      [`session:${id}`],
    );
    const back = () =>
      world.db.read([world.areaId], (tx) =>
        world.get(Messages).cameBack(tx, world.areaId, new Date('2027-01-01T00:00:00Z'), undefined, 50),
      );
    const mine = async () => (await back()).filter((m) => m.address === 'amina@example.org');
    expect(await mine()).toHaveLength(1);
    await correct(amina!.delegateId, { name: 'Amina', email: 'amina@right.example' });
    expect(await mine()).toEqual([]);
    const events = await world.owner<{ kind: string; address: string }>(
      `SELECT e.kind, n.address FROM delivery_event e JOIN message m ON m.id = e.message_id
         JOIN message n ON n.id = e.detail::uuid WHERE m.campaign = $1`,
      [`session:${id}`],
    );
    expect(events).toEqual([{ kind: 'sent-again', address: 'amina@right.example' }]);
  });
});

describe('an email to somebody on a booking', () => {
  it('knows whom it was for, where that is corrected, and what went out anew', async () => {
    const id = await openSession(oneDay);
    const { bookingId } = await book(id, ['Hr Person'], { people: aForm(id, ['Amina']).people });
    const [amina] = (await see(bookingId)).people;
    await sent(id);
    const people = async () => {
      const rows = (await mails(id)).map((m) => ({ ...m, sendKey: m.send_key }));
      const found = await world.db.read([world.areaId], (tx) =>
        world.get(MailPeople).of(tx, world.areaId, rows),
      );
      return rows.map((m) => [m.template, m.address, found.get(m.id)] as const);
    };
    const at = `/training/sessions/${id}/correct`;
    expect(await people()).toEqual([
      [
        'bookings.booking-confirmed',
        'hr.person@example.org',
        expect.objectContaining({
          name: 'Hr Person',
          renewed: false,
          correctAt: `${at}?booker=${bookingId}`,
        }),
      ],
      [
        'bookings.place-confirmed',
        'amina@example.org',
        expect.objectContaining({ renewed: false, correctAt: `${at}?person=${amina!.delegateId}` }),
      ],
    ]);
    await correct(amina!.delegateId, { name: 'Amina', email: 'amina@right.example' });
    expect((await people())[1]![2]).toMatchObject({ email: 'amina@right.example', renewed: true });
  });
});
