import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Bookings, Cancelling, forEverybody, priceInWords, Sessions } from '#bookings';
import { MailRegistry } from '#mail-templates';
import { SYSTEM_ACTOR } from '#platform';
import { inOwnWords } from '../../support/mail-words.js';
import { aForm, aSession, type BookingWorld, bookingWorld } from './world.js';

let world: BookingWorld;
const stranger = { kind: 'public' as const };

beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());
beforeEach(() => world.clock.set('2027-05-04T09:00:00Z'));

const openSession = async (more: object = {}) => {
  const id = await world.db.write([world.areaId], (tx) =>
    world.get(Sessions).create(tx, world.areaId, aSession({ dates: aSession().dates.slice(0, 1), ...more })),
  );
  await world.get(Sessions).open([world.areaId], id, SYSTEM_ACTOR);
  return id;
};
const book = (form: Parameters<Bookings['book']>[1], source?: 'staff') =>
  world.get(Bookings).book(world.areaId, form, stranger, source);
const see = (bookingId: string) =>
  world.db.read([world.areaId], (tx) => world.get(Bookings).get(tx, bookingId));
const states = async (bookingId: string) => (await see(bookingId)).people.map((p) => `${p.name} ${p.state}`);
const cancel = (bookingId: string, delegateIds: string[] | 'all' = 'all') =>
  world.get(Cancelling).cancel([world.areaId], { bookingId, delegateIds }, stranger);
const places = (sessionId: string) =>
  world.owner('SELECT 1 FROM place WHERE session_id = $1 AND state = $2', [sessionId, 'confirmed']);

interface Row {
  template: string;
  address: string;
  data: object;
}
const mails = (sessionId: string, address?: string) =>
  world.owner<Row>(
    `SELECT template, address, data FROM message
      WHERE campaign = $1 AND address = coalesce($2, address) AND state <> 'cancelled' ORDER BY template, address`,
    [`session:${sessionId}`, address ?? null],
  );
const textOf = async ({ template, data }: Row) => {
  const mail = world.get(MailRegistry).find(template)!;
  return (await inOwnWords(mail, mail.schema.parse(data))).text.replace(/\s+/g, ' ');
};

/** Somebody who wants to know who comes, and books under an address of their own. */
const spy = (sessionId: string, name: string, more: object = {}) =>
  aForm(sessionId, [name], { booker: { name: 'Nosy Parker', email: 'nosy@example.net' }, ...more });

describe('whoever books does not learn who has a place already', () => {
  it('from the answer, the page or the emails: with a place free or not', async () => {
    for (const capacity of [5, 1]) {
      const id = await openSession({ capacity });
      await book(aForm(id, ['Bo Booker']));
      const known = await book(spy(id, 'Bo Booker'));
      const unknown = capacity > 1 ? await book(spy(id, 'Ida New')) : undefined;
      expect(known.code).toBe(capacity > 1 ? 'confirmed' : 'waiting');
      expect(await states(known.bookingId)).toEqual([`Bo Booker ${known.code}`]);
      expect(await places(id)).toHaveLength(unknown ? 2 : 1);
      const written = await mails(id, 'nosy@example.net');
      for (const row of written) expect(await textOf(row)).not.toMatch(/already|has been/);
      if (unknown) {
        expect([unknown.code, await states(unknown.bookingId)]).toEqual(['confirmed', ['Ida New confirmed']]);
        expect(written.map((row) => row.template)).toEqual(Array(2).fill('bookings.booking-confirmed'));
        const [first, second] = await Promise.all(written.map(textOf));
        const plain = (text: string) => text.replace(/Bo Booker|Ida New|MHFA \w+ \w+|\/b\/\S+/g, '…');
        expect(plain(first!)).toBe(plain(second!));
      } else expect(written.map((row) => row.template)).toEqual(['bookings.waiting-joined']);
    }
  });

  it('nor by cancelling, which leaves the place of the other booking alone', async () => {
    const id = await openSession();
    await book(aForm(id, ['Bo Booker']));
    const known = await book(spy(id, 'Bo Booker'));
    const unknown = await book(spy(id, 'Ida New'));
    const answers = [await cancel(known.bookingId), await cancel(unknown.bookingId)];
    for (const answer of answers) expect(answer).toMatchObject({ cancelled: 1, left: 0, feePence: 0 });
    for (const { bookingId } of [known, unknown]) expect((await states(bookingId))[0]).toMatch(/ cancelled$/);
    expect(await cancel(known.bookingId)).toMatchObject({ cancelled: 0, left: 0 });
    expect(await places(id)).toHaveLength(1);
  });

  it('but the person does, and whoever booked them before, by email', async () => {
    const id = await openSession();
    const hr = { booker: { name: 'Hr Person', email: 'hr@example.net' } };
    const before = await book(aForm(id, ['Ann'], hr));
    const again = await book(aForm(id, ['Ann'], hr));
    const toAnn = await mails(id, 'ann@example.org');
    expect(toAnn.map((row) => row.template)).toEqual(['bookings.already-booked', 'bookings.place-confirmed']);
    const texts = await Promise.all((await mails(id, 'hr@example.net')).map(textOf));
    expect(
      texts.some((text) => text.includes(`was already booked by you, reference ${before.reference}`)),
    ).toBe(true);
    expect(await states(again.bookingId)).toEqual(['Ann confirmed']);
  });

  it('gives the seats of a form to the others on it, and tells staff the truth', async () => {
    const id = await openSession({ capacity: 3 });
    await book(aForm(id, ['Bo Booker']));
    const group = await book(
      spy(id, 'x', { people: aForm(id, ['Bo Booker', 'Cas', 'Dan']).people, whenShort: 'fewer' }),
    );
    expect(group.code).toBe('part-waiting');
    expect(await states(group.bookingId)).toEqual(['Bo Booker confirmed', 'Cas confirmed', 'Dan waiting']);
    const staff = await book(aForm(id, ['Bo Booker']), 'staff');
    expect(staff.code).toBe('already-booked');
  });
});

describe('what a booking comes to', () => {
  it('counts the fees for cancelling, on the booking and in the email', async () => {
    world.clock.set('2027-05-14T09:00:00Z');
    const id = await openSession();
    const form = aForm(id, ['Ann', 'Bo'], { booker: { name: 'Hr Person', email: 'hr@example.net' } });
    const { bookingId } = await book(form);
    const [ann, bo] = (await see(bookingId)).people;
    const sum = async () => {
      const seen = await see(bookingId);
      return priceInWords(seen.pricePence, seen.people);
    };
    expect(await sum()).toBe('£150 (£75 a person)');
    await cancel(bookingId, [ann!.delegateId]);
    expect(await sum()).toBe('£93.75 (1 place £75, cancelling £18.75)');
    await cancel(bookingId, [bo!.delegateId]);
    expect(await sum()).toBe('£37.50 for cancelling');
    const texts = await Promise.all(
      (await mails(id, 'hr@example.net'))
        .filter((m) => m.template === 'bookings.booking-changed')
        .map(textOf),
    );
    expect(texts.join()).toContain('Price now: £93.75 (1 place £75, cancelling £18.75)');
    expect(texts.join()).toContain('Price now: £37.50 for cancelling');
  });

  it('is said with the place and the turn in one email, where only some get a place', async () => {
    const id = await openSession({ capacity: 1 });
    await book(
      aForm(id, ['Ann', 'Bo'], { whenShort: 'fewer', booker: { name: 'Ann', email: 'ann@example.org' } }),
    );
    const joined = (await mails(id, 'ann@example.org')).find(
      (m) => m.template === 'bookings.waiting-joined',
    )!;
    const text = await textOf(joined);
    expect(text).toContain('1 place booked, the others on the waiting list');
    expect(text).not.toMatch(/All places are taken|You are on the waiting list/);
  });
});

describe('the number of free places', () => {
  it('falls by one for whoever is booked, also for somebody who has a place already', async () => {
    const id = await openSession({ capacity: 9 });
    const free = async () => {
      const seats = await world.db.read([world.areaId], (tx) => world.get(Sessions).get(tx, id));
      return [seats.free, forEverybody(seats).free];
    };
    await book(aForm(id, ['Bo Booker']));
    expect(await free()).toEqual([8, 8]);
    const known = await book(spy(id, 'Bo Booker'));
    expect(await free()).toEqual([8, 7]);
    const unknown = await book(spy(id, 'Ida New'));
    expect(await free()).toEqual([7, 6]);
    for (const { bookingId } of [known, unknown]) await cancel(bookingId);
    expect(await free()).toEqual([8, 8]);
  });
});

describe('somebody whom two bookings name', () => {
  const hr = { booker: { name: 'Hr Person', email: 'hr@example.net' } };
  const asked = async (more: object = {}) => {
    const id = await openSession(more);
    const first = await book(aForm(id, ['Ann'], hr));
    return { id, first, second: await book(spy(id, 'Ann')) };
  };
  const stateOf = (sessionId: string, name: string) =>
    world.owner<{ state: string; bookingId: string }>(
      `SELECT p.state, p.booking_id AS "bookingId" FROM place p JOIN delegate d ON d.id = p.delegate_id
        WHERE p.session_id = $1 AND d.name = $2 ORDER BY p.created_at, p.id`,
      [sessionId, name],
    );

  it('keeps the place by the second when the first booker gives it up, before anybody who waits', async () => {
    const { id, first, second } = await asked({ capacity: 1 });
    const later = await book(aForm(id, ['Wim Waits']));
    await cancel(first.bookingId);
    expect((await stateOf(id, 'Ann')).map((p) => [p.state, p.bookingId])).toEqual([
      ['cancelled', first.bookingId],
      // The second was told that Ann waits, as she would have: she waits no longer than she had.
      ['confirmed', second.bookingId],
    ]);
    expect(await states(second.bookingId)).toEqual(['Ann confirmed']);
    expect(await states(later.bookingId)).toEqual(['Wim Waits waiting']);
    const toAnn = (await mails(id, 'ann@example.org')).map((row) => row.template);
    expect(toAnn.filter((template) => template === 'bookings.place-confirmed')).toHaveLength(1);
    // Nobody else had to be told: to the booker of the second nothing has changed.
    expect((await mails(id, 'nosy@example.net')).map((row) => row.template)).not.toContain(
      'bookings.booking-changed',
    );
  });

  it('comes by neither once they give it up themselves, or staff do: each booker is told', async () => {
    for (const by of ['person', 'staff'] as const) {
      const { id, first, second } = await asked();
      const { delegateId } = (await see(first.bookingId)).people[0]!;
      const wanted = { bookingId: first.bookingId, delegateIds: [delegateId] };
      await world
        .get(Cancelling)
        .cancel(
          [world.areaId],
          by === 'person' ? { ...wanted, person: delegateId } : wanted,
          stranger,
          by === 'person' ? 'public' : 'staff',
        );
      expect(await places(id)).toHaveLength(0);
      expect(await states(second.bookingId)).toEqual(['Ann cancelled']);
      const told = (await mails(id, 'nosy@example.net')).filter(
        (row) => row.template === 'bookings.booking-changed',
      );
      expect(await Promise.all(told.map(textOf))).toEqual([
        expect.stringContaining('No longer on your booking: - Ann'),
      ]);
    }
  });

  it('stands as they do on each, when they get a place from the list or the session is cancelled', async () => {
    const id = await openSession({ capacity: 1 });
    const full = await book(aForm(id, ['Cas']));
    await book(aForm(id, ['Ann'], hr));
    const second = await book(spy(id, 'Ann'));
    expect(await states(second.bookingId)).toEqual(['Ann waiting']);
    await cancel(full.bookingId);
    expect(await states(second.bookingId)).toEqual(['Ann confirmed']);
    await world.get(Sessions).cancel([world.areaId], id, 'The hall is shut', SYSTEM_ACTOR);
    expect((await mails(id, 'nosy@example.net')).map((row) => row.template)).toContain(
      'bookings.session-cancelled-booker',
    );
  });

  it('is no longer said to be booked by a booking that was given up', async () => {
    const id = await openSession();
    const first = await book(aForm(id, ['Ann', 'Bo'], hr));
    const second = await book(aForm(id, ['Ann', 'Bo'], hr));
    const own = async () => (await see(second.bookingId)).people.map((p) => p.ownReference);
    expect(await own()).toEqual([first.reference, first.reference]);
    const [ann] = (await see(first.bookingId)).people;
    await cancel(first.bookingId, [ann!.delegateId]);
    expect(await own()).toEqual([null, first.reference]);
  });

  it('costs the same to give up in the email as on the page, whoever has the place', async () => {
    world.clock.set('2027-05-14T09:00:00Z');
    const { id, second } = await asked();
    const fresh = await book(spy(id, 'Ida New'));
    const fees = [await cancel(second.bookingId), await cancel(fresh.bookingId)].map((a) => a.feePence);
    expect(fees).toEqual([1875, 1875]);
    const texts = await Promise.all(
      (await mails(id, 'nosy@example.net'))
        .filter((row) => row.template === 'bookings.booking-changed')
        .map(textOf),
    );
    expect(texts.map((text) => /Fee for cancelling at this time: (\S+)/.exec(text)?.[1])).toEqual([
      '£18.75',
      '£18.75',
    ]);
  });
});

describe('a place from the waiting list', () => {
  const oneFull = async () => {
    const id = await openSession({ capacity: 1 });
    const ann = await book(aForm(id, ['Ann']));
    const dora = await book({
      ...aForm(id, ['Dora']),
      people: aForm(id, ['Dora', 'Eve']).people,
      whenShort: 'fewer' as const,
    });
    return { id, ann, dora };
  };

  it('is told of with price, terms and queue when joining, to each person put there', async () => {
    const { id, dora } = await oneFull();
    expect((await see(dora.bookingId)).waitBefore).toBe(0);
    expect((await mails(id, 'eve@example.org')).map((row) => row.template)).toEqual([
      'bookings.waiting-person',
    ]);
    const [joined] = await mails(id, 'dora@example.org');
    const text = await textOf(joined!);
    for (const words of [
      'number 1',
      '£75 a person',
      'cancelling a place costs £18.75',
      'You pay nothing while you wait',
    ])
      expect(text).toContain(words);
  });

  it('is told of to whoever pays, and costs nothing to give back for a day', async () => {
    const { id, ann, dora } = await oneFull();
    world.clock.set('2027-05-16T12:00:00Z');
    await cancel(ann.bookingId);
    const doras = (await mails(id, 'dora@example.org')).map((row) => row.template);
    expect(doras).toContain('bookings.place-from-waiting-list');
    const [theirs] = (await see(dora.bookingId)).people;
    world.clock.set('2027-05-17T11:59:00Z');
    expect(await cancel(dora.bookingId, [theirs!.delegateId])).toMatchObject({ cancelled: 1, feePence: 0 });
    // Eve is next, and Dora hears of it, since she pays.
    const [given] = (await mails(id, 'dora@example.org')).filter(
      (row) => row.template === 'bookings.place-given',
    );
    const text = await textOf(given!);
    for (const words of ['Eve', '£75', 'give it back by 9:30am on Tuesday 18 May 2027', 'costs nothing'])
      expect(text).toContain(words);
    const [eves] = (await mails(id, 'eve@example.org')).filter((row) => /from-waiting/.test(row.template));
    expect(await textOf(eves!)).not.toMatch(/Dora/);
  });

  it('costs by the terms after that day', async () => {
    const { ann, dora } = await oneFull();
    world.clock.set('2027-05-16T12:00:00Z');
    await cancel(ann.bookingId);
    world.clock.set('2027-05-17T12:01:00Z');
    const [theirs] = (await see(dora.bookingId)).people;
    expect(await cancel(dora.bookingId, [theirs!.delegateId])).toMatchObject({ feePence: 3750 });
  });

  it('is left with an email to each person it was asked for', async () => {
    const { id, dora } = await oneFull();
    await cancel(dora.bookingId);
    expect((await mails(id, 'eve@example.org')).map((row) => row.template)).toEqual([
      'bookings.waiting-ended',
    ]);
  });
});

describe('"full"', () => {
  it('is said only of what is full; else how many places and turns there are', async () => {
    const id = await openSession({ capacity: 2, waitingLimit: 1 });
    await book(aForm(id, ['Ann']));
    const three = aForm(id, ['Bea', 'Cas', 'Dan']);
    await expect(book({ ...three, whenShort: 'fewer' })).rejects.toMatchObject({
      code: 'bookings.not-for-all',
      fields: { whenShort: expect.stringContaining('1 place is free, and there is room for 1 person') },
    });
    await book({ ...aForm(id, ['Bea', 'Cas']), whenShort: 'fewer' });
    await expect(book(aForm(id, ['Eve']))).rejects.toMatchObject({ code: 'bookings.waiting-list-full' });
  });
});

describe('a price that changed since it was shown', () => {
  it('books nothing, and says both', async () => {
    const id = await openSession({ pricePence: 8000 });
    const form = aForm(id, ['Ann']);
    await expect(book({ ...form, shownPence: 7500 })).rejects.toMatchObject({
      code: 'bookings.price-changed',
      fields: { total: 'The price has gone up from £75 to £80 a person' },
    });
    expect(await places(id)).toEqual([]);
    // The same form with the new price is the same form still.
    const first = await book({ ...form, shownPence: 8000 });
    expect(await book(form)).toMatchObject({ bookingId: first.bookingId, same: true });
  });
});
