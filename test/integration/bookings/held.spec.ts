import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bookings, Cancelling, DueSessions, Sessions } from '#bookings';
import { Suppressions } from '#contact-policy';
import { SYSTEM_ACTOR } from '#platform';
import { aForm, aSession, type BookingWorld, bookingWorld } from './world.js';

let world: BookingWorld;
const staff = { kind: 'user' as const, label: 'Sam' };
const BEFORE = '2027-05-04T09:00:00Z';
/** Between the two days. */
const BETWEEN = '2027-05-18T20:00:00Z';
const AFTER = '2027-09-01T09:00:00Z';

beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());

const openSession = async (more: object = {}) => {
  world.clock.set(BEFORE);
  return world.db.write([world.areaId], (tx) =>
    world.get(Sessions).create(tx, world.areaId, aSession(more), SYSTEM_ACTOR),
  );
};
const book = (id: string, names: string[], source?: 'staff') =>
  world.get(Bookings).book(world.areaId, aForm(id, names), source ? staff : { kind: 'public' }, source);
const cancel = (bookingId: string, by: 'public' | 'staff') =>
  world.get(Cancelling).cancel([world.areaId], { bookingId, delegateIds: 'all' }, staff, by);
const see = (id: string) => world.db.read([world.areaId], (tx) => world.get(Sessions).get(tx, id));
const written = async (id: string) =>
  (
    await world.owner<{ n: number }>(`SELECT count(*)::int AS n FROM message WHERE campaign = $1`, [
      `session:${id}`,
    ])
  )[0]!.n;

describe('a session that was held', () => {
  it('takes no booking, no cancellation and no change, and writes to nobody', async () => {
    const id = await openSession({ capacity: 1 });
    const ann = await book(id, ['Ann']);
    await book(id, ['Bea']);
    const before = [await see(id), await written(id)];
    world.clock.set(AFTER);
    const held = { code: 'bookings.session-held', kind: 'conflict' };
    await expect(book(id, ['Cat'], 'staff')).rejects.toMatchObject(held);
    await expect(book(id, ['Cat'])).rejects.toMatchObject({ kind: 'conflict' });
    await expect(cancel(ann.bookingId, 'staff')).rejects.toMatchObject(held);
    await expect(cancel(ann.bookingId, 'public')).rejects.toMatchObject(held);
    const seats = { capacity: 9, pricePence: 0 };
    await expect(world.get(Sessions).change([world.areaId], id, seats, staff)).rejects.toMatchObject(held);
    await expect(world.get(Sessions).cancel([world.areaId], id, 'Too late', staff)).rejects.toMatchObject(
      held,
    );
    await world.get(DueSessions).run();
    expect([{ ...(await see(id)), heldAt: null }, await written(id)]).toEqual(before);
  });

  it('is not called off between its days either, though staff may still add and cancel places', async () => {
    const id = await openSession();
    const ann = await book(id, ['Ann']);
    world.clock.set(BETWEEN);
    await expect(
      world.get(Sessions).cancel([world.areaId], id, 'The room is flooded', staff),
    ).rejects.toMatchObject({ code: 'bookings.session-begun' });
    expect((await book(id, ['Bea'], 'staff')).code).toBe('confirmed');
    expect((await cancel(ann.bookingId, 'staff')).cancelled).toBe(1);
  });

  it('cannot be opened once it has begun, and is not made open; a draft can be put away at any time', async () => {
    world.clock.set(BEFORE);
    const draft = await world.db.write([world.areaId], (tx) =>
      world.get(Sessions).create(tx, world.areaId, aSession()),
    );
    world.clock.set(BETWEEN);
    const late = { code: 'bookings.opens-too-late' };
    await expect(world.get(Sessions).open([world.areaId], draft, staff)).rejects.toMatchObject(late);
    await expect(
      world.db.write([world.areaId], (tx) => world.get(Sessions).create(tx, world.areaId, aSession(), staff)),
    ).rejects.toMatchObject(late);
    await world.get(Sessions).cancel([world.areaId], draft, 'Never opened', staff);
    expect((await see(draft)).state).toBe('cancelled');
  });
});

describe('what an act says of its emails', () => {
  it('counts those that go, and those that may not', async () => {
    const id = await openSession({ dates: aSession().dates.slice(0, 1), capacity: 3 });
    expect((await book(id, ['Ann', 'Bea'])).mails).toEqual({ going: 2, waiting: 0, blocked: 0 });
    await book(id, ['Cat', 'Dan'], 'staff');
    await world.db.write([world.areaId], (tx) =>
      world.get(Suppressions).add(tx, world.areaId, 'bea@example.org', 'The address does not exist'),
    );
    // Ann, Cat who booked and Dan, who waited together; Bea's address is dead.
    expect(await world.get(Sessions).cancel([world.areaId], id, 'The instructor is ill', staff)).toEqual({
      going: 3,
      waiting: 0,
      blocked: 1,
    });
  });

  it('says how many of the waiting list a change of places served', async () => {
    const id = await openSession({ capacity: 1, dates: aSession().dates.slice(0, 1) });
    await book(id, ['Eve']);
    await book(id, ['Fay']);
    const change = (capacity: number) =>
      world.get(Sessions).change([world.areaId], id, { capacity, pricePence: 7500 }, staff);
    expect(await change(2)).toMatchObject({ changed: true, served: 1, mails: { going: 1 } });
    expect(await change(4)).toMatchObject({ changed: true, served: 0, mails: { going: 0 } });
    expect(await change(4)).toMatchObject({ changed: false, served: 0 });
  });

  it('is listed page by page, the latest first, with how many there are', async () => {
    const ids = [await openSession(), await openSession(), await openSession()];
    world.clock.set(AFTER);
    const list = (place: object) =>
      world.db.read([world.areaId], (tx) => world.get(Sessions).past(tx, world.areaId, place, 2));
    const first = await list({});
    const { total } = first.counted;
    expect([first.rows.length, first.counted.before, first.previous]).toEqual([2, 0, undefined]);
    const pages = [first];
    while (pages.at(-1)!.next) pages.push(await list({ after: pages.at(-1)!.next }));
    const shown = pages.flatMap(({ rows }) => rows);
    expect([shown.length, new Set(shown.map(({ id }) => id)).size]).toEqual([total, total]);
    expect(shown.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(pages.map(({ counted }) => counted.before)).toEqual(pages.map((_, n) => 2 * n));
    const starts = shown.map(({ dates }) => dates[0]!.startsAt.getTime());
    expect(starts).toEqual([...starts].sort((a, b) => b - a));
    const back = await list({ before: pages.at(1)!.previous });
    expect(back.rows.map(({ id }) => id)).toEqual(first.rows.map(({ id }) => id));
  });
});
