import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bookings, Sessions } from '#bookings';
import { Events, EventsModule } from '#events';
import { SYSTEM_ACTOR } from '#platform';
import { aForm, type BookingWorld, bookingWorld } from '../bookings/world.js';

let world: BookingWorld;
beforeAll(async () => {
  world = await bookingWorld({ modules: [EventsModule] });
});
afterAll(() => world.close());

const forum = {
  kind: 'forum' as const,
  title: 'Employer forum: coming back after time off',
  summary: 'Three employers tell what worked.',
  capacity: null as number | null,
  pricePence: 0,
  dates: [
    {
      startsAt: new Date('2027-05-18T08:30:00Z'),
      endsAt: new Date('2027-05-18T11:00:00Z'),
      venue: 'Hebble Mill Rooms',
      town: 'Halifax',
    },
  ],
};

describe('a forum meeting', () => {
  it('is booked like everything that has seats', async () => {
    const { sessionId } = await world.db.write([world.areaId], (tx) =>
      world.get(Events).create(tx, world.areaId, { ...forum, capacity: 1 }),
    );
    await world.get(Sessions).open([world.areaId], sessionId, SYSTEM_ACTOR);
    const book = (name: string) =>
      world.get(Bookings).book(world.areaId, aForm(sessionId, [name]), { kind: 'public' });
    expect([(await book('Ann')).code, (await book('Bea')).code]).toEqual(['confirmed', 'waiting']);
  });

  it('cannot open before its places are set; zero and no limit are both set', async () => {
    const make = (seats: object) =>
      world.db.write([world.areaId], (tx) =>
        world.get(Events).create(tx, world.areaId, { ...forum, ...seats }),
      );
    const open = (id: string) => world.get(Sessions).open([world.areaId], id, SYSTEM_ACTOR);
    const blank = await make({});
    await expect(open(blank.sessionId)).rejects.toMatchObject({
      code: 'bookings.no-capacity',
      fields: { capacity: expect.any(String) },
    });
    const zero = await make({ capacity: 0 });
    await open(zero.sessionId);
    const unlimited = await make({ unlimited: true });
    await open(unlimited.sessionId);
    const book = (id: string) =>
      world.get(Bookings).book(world.areaId, aForm(id, ['Ann', 'Bea', 'Cat']), { kind: 'public' });
    expect((await book(zero.sessionId)).code).toBe('waiting');
    expect((await book(unlimited.sessionId)).code).toBe('confirmed');
  });

  it('cannot be opened twice or after it was cancelled', async () => {
    const { sessionId } = await world.db.write([world.areaId], (tx) =>
      world.get(Events).create(tx, world.areaId, { ...forum, capacity: 5 }),
    );
    const open = () => world.get(Sessions).open([world.areaId], sessionId, SYSTEM_ACTOR);
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'bookings.move-refused' });
    await world.get(Sessions).cancel([world.areaId], sessionId, 'No venue', SYSTEM_ACTOR);
    await expect(open()).rejects.toMatchObject({ code: 'bookings.move-refused' });
  });
});
