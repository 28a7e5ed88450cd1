import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type BookingAnswer, Bookings, Cancelling, DueSessions, SeatLock, Sessions } from '#bookings';
import { SYSTEM_ACTOR, type Tx } from '#platform';
import { aForm, aSession, type BookingWorld, bookingWorld } from './world.js';

/** The lock taken away: the session's row is only read. */
class NoLock extends SeatLock {
  override async take(tx: Tx, sessionId: string): Promise<boolean> {
    return (await tx.one('SELECT id FROM session WHERE id = $1', [sessionId])) !== undefined;
  }
}

const actor = { kind: 'public' as const };
let world: BookingWorld;

const openSession = async (in_: BookingWorld, more: object = {}) => {
  const sessions = in_.get(Sessions);
  const id = await in_.db.write([in_.areaId], (tx) => sessions.create(tx, in_.areaId, aSession(more)));
  await sessions.open([in_.areaId], id, SYSTEM_ACTOR);
  return id;
};
const book = (in_: BookingWorld, form: Parameters<Bookings['book']>[1], source?: 'staff') =>
  in_.get(Bookings).book(in_.areaId, form, actor, source);
const states = (in_: BookingWorld, sessionId: string) =>
  in_.db.read([in_.areaId], async (tx) =>
    (await in_.get(Sessions).people(tx, in_.areaId, sessionId)).map((p) => `${p.name} ${p.state}`),
  );
const view = (in_: BookingWorld, sessionId: string) =>
  in_.db.read([in_.areaId], (tx) => in_.get(Sessions).get(tx, sessionId));
const mails = (in_: BookingWorld, sessionId: string) =>
  in_.owner<{ template: string; address: string; data: Record<string, never> }>(
    `SELECT template, address, data FROM message WHERE campaign = $1 ORDER BY template, address`,
    [`session:${sessionId}`],
  );

beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());
beforeEach(() => world.clock.set('2027-05-04T09:00:00Z'));

const twenty = Array.from({ length: 20 }, (_, i) => `Person ${String(i + 1).padStart(2, '0')}`);
const counted = (answers: BookingAnswer[], code: string) => answers.filter((a) => a.code === code).length;

describe('twenty people at once on twelve places', () => {
  it('get twelve places and eight turns', async () => {
    const id = await openSession(world);
    const answers = await Promise.all(twenty.map((name) => book(world, aForm(id, [name]))));
    expect([counted(answers, 'confirmed'), counted(answers, 'waiting')]).toEqual([12, 8]);
    expect(await view(world, id)).toMatchObject({ taken: 12, waiting: 8, free: 0, overBy: 0 });
    const numbers = await world.owner(
      `SELECT queue_number FROM waiting_entry WHERE session_id = $1 ORDER BY 1`,
      [id],
    );
    expect(numbers.map((n) => n['queue_number'])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('get more than twelve when the lock is taken away: the lock is what keeps them apart', async () => {
    const unlocked = await bookingWorld({ lock: new NoLock() });
    try {
      unlocked.clock.set('2027-05-04T09:00:00Z');
      const id = await openSession(unlocked);
      await Promise.allSettled(twenty.map((name) => book(unlocked, aForm(id, [name]))));
      expect((await view(unlocked, id)).overBy).toBeGreaterThan(0);
    } finally {
      await unlocked.close();
    }
  });

  it('are told to try again when the lock does not come, and nothing is booked', async () => {
    const id = await openSession(world);
    const form = aForm(id, ['Ann']);
    let release = () => {};
    let held: Promise<void> | undefined;
    await new Promise<void>((locked) => {
      held = world.db.write([world.areaId], async (tx) => {
        await new SeatLock().take(tx, id);
        await new Promise<void>((resolve) => {
          release = resolve;
          locked();
        });
      });
    });
    await expect(book(world, form)).rejects.toMatchObject({ kind: 'busy', code: 'bookings.busy' });
    release();
    await held;
    expect(await states(world, id)).toEqual([]);
    expect(await book(world, form)).toMatchObject({ code: 'confirmed', same: false });
  }, 20_000);
});

describe('the waiting list', () => {
  const cancel = (bookingId: string, delegateIds: string[] | 'all' = 'all') =>
    world.get(Cancelling).cancel([world.areaId], { bookingId, delegateIds }, actor);

  it('gives a freed place to the first in the queue at once, and never to a newcomer', async () => {
    const id = await openSession(world, { capacity: 1 });
    const ann = await book(world, aForm(id, ['Ann']));
    await book(world, aForm(id, ['Wes']));
    await cancel(ann.bookingId);
    expect((await book(world, aForm(id, ['New']))).code).toBe('waiting');
    expect(await states(world, id)).toEqual(['Ann cancelled', 'Wes confirmed', 'New waiting']);
    expect(
      (await mails(world, id)).map((m) => `${m.template} ${m.address}`).filter((m) => m.includes('wes')),
    ).toEqual([
      'bookings.calendar-date wes@example.org',
      'bookings.place-from-waiting-list wes@example.org',
      'bookings.waiting-joined wes@example.org',
    ]);
  });

  it('keeps a group together, and serves those behind who fit', async () => {
    const id = await openSession(world, { capacity: 3 });
    const ann = await book(world, aForm(id, ['Ann']));
    const bea = await book(world, aForm(id, ['Bea']));
    const cat = await book(world, aForm(id, ['Cat']));
    expect((await book(world, aForm(id, ['Gil', 'Hal']))).code).toBe('waiting');
    await book(world, aForm(id, ['Wes']));
    await cancel(ann.bookingId);
    expect(await states(world, id)).toContain('Wes confirmed');
    await cancel(bea.bookingId);
    expect(await states(world, id)).toContain('Gil waiting');
    await cancel(cat.bookingId);
    expect(await states(world, id)).toEqual(
      expect.arrayContaining(['Wes confirmed', 'Gil confirmed', 'Hal confirmed']),
    );
  });

  it('gives a group that takes fewer what is there; the rest wait as one entry in their turn', async () => {
    const id = await openSession(world, { capacity: 3 });
    const f1 = await book(world, aForm(id, ['F']));
    const team = await book(world, aForm(id, ['A', 'B', 'C', 'D'], { whenShort: 'fewer' }));
    expect(team.code).toBe('part-waiting');
    expect(await states(world, id)).toEqual([
      'F confirmed',
      'A confirmed',
      'B confirmed',
      'C waiting',
      'D waiting',
    ]);
    await cancel(f1.bookingId);
    expect(await states(world, id)).toEqual([
      'F cancelled',
      'A confirmed',
      'B confirmed',
      'C confirmed',
      'D waiting',
    ]);
    expect(
      (await world.owner(`SELECT count(*)::int AS n FROM waiting_entry WHERE session_id = $1`, [id]))[0]![
        'n'
      ],
    ).toBe(1);
  });

  it('refuses a group that could never fit, and one over the limit of the list', async () => {
    const id = await openSession(world, { capacity: 2, waitingLimit: 1 });
    await expect(book(world, aForm(id, ['A', 'B', 'C']))).rejects.toMatchObject({
      code: 'bookings.waiting-too-big',
    });
    await book(world, aForm(id, ['A', 'B']));
    await book(world, aForm(id, ['C']));
    await expect(book(world, aForm(id, ['D']))).rejects.toMatchObject({ code: 'bookings.waiting-list-full' });
  });

  it('can be left by one of a group, and serves it when the rest fits', async () => {
    const id = await openSession(world, { capacity: 2 });
    const full = await book(world, aForm(id, ['A', 'B']));
    const pair = await book(world, aForm(id, ['C', 'D']));
    const people = await world.db.read([world.areaId], (tx) => world.get(Bookings).get(tx, full.bookingId));
    await cancel(full.bookingId, [people.people[0]!.delegateId]);
    expect(await states(world, id)).toContain('C waiting');
    const waiting = await world.db.read([world.areaId], (tx) => world.get(Bookings).get(tx, pair.bookingId));
    expect(await cancel(pair.bookingId, [waiting.people[1]!.delegateId])).toMatchObject({
      cancelled: 0,
      left: 1,
      feePence: 0,
    });
    expect(await states(world, id)).toContain('C confirmed');
  });

  it('gets new seats when the capacity grows; when it falls nobody is thrown out', async () => {
    const id = await openSession(world, { capacity: 2 });
    for (const name of ['A', 'B', 'C']) await book(world, aForm(id, [name]));
    await world.get(Sessions).change([world.areaId], id, { capacity: 3, pricePence: 7500 }, SYSTEM_ACTOR);
    expect(await states(world, id)).toEqual(['A confirmed', 'B confirmed', 'C confirmed']);
    await world.get(Sessions).change([world.areaId], id, { capacity: 1, pricePence: 7500 }, SYSTEM_ACTOR);
    expect(await view(world, id)).toMatchObject({ taken: 3, overBy: 2 });
  });
});

describe('a form', () => {
  it('sent three times is one booking with one mail; another form under its key is refused', async () => {
    const id = await openSession(world, { capacity: 5 });
    const form = aForm(id, ['Ann']);
    const first = await book(world, form);
    const second = await book(world, form);
    world.clock.set('2027-05-04T09:05:00Z');
    const third = await book(world, form);
    expect([first.same, second.same, third.same]).toEqual([false, true, true]);
    expect(new Set([first.bookingId, second.bookingId, third.bookingId]).size).toBe(1);
    await expect(
      book(world, { ...form, people: [...form.people, { name: 'Bea', email: 'bea@example.org' }] }),
    ).rejects.toMatchObject({
      kind: 'conflict',
      code: 'bookings.already-sent-differently',
    });
    expect((await mails(world, id)).filter((m) => m.template === 'bookings.place-confirmed')).toHaveLength(1);
    expect((await view(world, id)).taken).toBe(1);
  });

  it('sent twice at the same moment is one booking', async () => {
    const id = await openSession(world, { capacity: 5 });
    const form = aForm(id, ['Ann']);
    const answers = await Promise.all([book(world, form), book(world, form)]);
    expect(answers.map((a) => a.same).sort()).toEqual([false, true]);
    expect((await view(world, id)).taken).toBe(1);
  });

  it('gives nobody a second seat, whatever the spelling, and tells only them', async () => {
    const id = await openSession(world, { capacity: 5 });
    await book(
      world,
      aForm(id, ['Robin'], { people: [{ name: 'Robin Exämple', email: 'Office@example.org' }] }),
    );
    const hr = await book(world, {
      ...aForm(id, ['Hr']),
      people: [
        { name: ' robin  EXAMPLE', email: 'office@example.org ' },
        { name: 'Ash Placeholder', email: 'office@example.org' },
      ],
    });
    expect(hr.code).toBe('confirmed');
    expect(await states(world, id)).toEqual(['Robin Exämple confirmed', 'Ash Placeholder confirmed']);
    expect((await mails(world, id)).map((m) => m.template)).toEqual([
      'bookings.already-booked',
      'bookings.booking-confirmed',
      'bookings.booking-confirmed',
      'bookings.calendar-date',
      'bookings.calendar-date',
      'bookings.place-confirmed',
      'bookings.place-confirmed',
    ]);
    await expect(
      book(world, {
        ...aForm(id, ['X']),
        people: [
          { name: 'Ann', email: 'a@example.org' },
          { name: 'ANN', email: 'A@example.org' },
        ],
      }),
    ).rejects.toMatchObject({
      code: 'bookings.same-person-twice',
      fields: { 'people.1.name': expect.any(String) },
    });
  });

  it('is refused for a draft, a cancelled, a closed or a begun session, and one of another area', async () => {
    const sessions = world.get(Sessions);
    const draft = await world.db.write([world.areaId], (tx) => sessions.create(tx, world.areaId, aSession()));
    await expect(book(world, aForm(draft, ['A']))).rejects.toMatchObject({ code: 'bookings.not-open' });
    const id = await openSession(world, { closesAt: new Date('2027-05-10T16:00:00Z') });
    world.clock.set('2027-05-10T16:00:59Z');
    await book(world, aForm(id, ['A']));
    world.clock.set('2027-05-10T16:01:00Z');
    await expect(book(world, aForm(id, ['B']))).rejects.toMatchObject({ code: 'bookings.closed' });
    await sessions.cancel([world.areaId], id, 'The instructor is ill', SYSTEM_ACTOR);
    await expect(book(world, aForm(id, ['C']))).rejects.toMatchObject({ code: 'bookings.session-cancelled' });
    await expect(world.get(Bookings).book(world.secondAreaId, aForm(id, ['D']), actor)).rejects.toMatchObject(
      { kind: 'not-found' },
    );
  });

  it('of staff goes ahead of the list with a reason, never over the room', async () => {
    const id = await openSession(world, { capacity: 2, roomLimit: 3 });
    for (const name of ['A', 'B', 'C']) await book(world, aForm(id, [name]));
    const ahead = { ahead: { reason: 'Agreed with the instructor' } };
    expect((await book(world, aForm(id, ['V'], ahead), 'staff')).code).toBe('confirmed');
    expect(await view(world, id)).toMatchObject({ taken: 3, overBy: 1, waiting: 1 });
    await expect(book(world, aForm(id, ['W'], ahead), 'staff')).rejects.toMatchObject({
      code: 'bookings.room-limit',
    });
    await expect(book(world, aForm(id, ['W'], { ahead: { reason: ' ' } }), 'staff')).rejects.toMatchObject({
      code: 'bookings.reason-needed',
    });
  });

  it('does not see seats held back until they are released; staff do', async () => {
    const id = await openSession(world, {
      capacity: 3,
      heldBack: 2,
      heldBackUntil: new Date('2027-05-05T16:00:00Z'),
    });
    await book(world, aForm(id, ['A']));
    expect((await book(world, aForm(id, ['B']))).code).toBe('waiting');
    expect(
      (await book(world, aForm(id, ['S'], { heldBack: 1, ahead: { reason: 'Guest of the forum' } }), 'staff'))
        .code,
    ).toBe('confirmed');
    expect(await view(world, id)).toMatchObject({ taken: 2, free: 0, waiting: 1 });
    world.clock.set('2027-05-05T16:00:59Z');
    expect(await world.get(DueSessions).run()).toBe(0);
    world.clock.set('2027-05-05T16:01:00Z');
    expect(await world.get(DueSessions).run()).toBe(1);
    expect(await world.get(DueSessions).run()).toBe(0);
    expect(await states(world, id)).toEqual(['A confirmed', 'B confirmed', 'S confirmed']);
    expect((await book(world, aForm(id, ['C']))).code).toBe('waiting');
    expect(await states(world, id)).toEqual(['A confirmed', 'B confirmed', 'S confirmed', 'C waiting']);
  });

  it('of staff uses as many seats held back as it has people, and none when it waits', async () => {
    const id = await openSession(world, { capacity: 4, heldBack: 3 });
    await book(world, aForm(id, ['A']));
    await book(world, aForm(id, ['S'], { heldBack: 3 }), 'staff');
    expect(await view(world, id)).toMatchObject({ taken: 2, heldBack: 2, free: 0 });
    expect(
      (await book(world, aForm(id, ['T', 'U', 'V'], { heldBack: 2 }), 'staff').catch((e) => e)).code,
    ).toBe('bookings.waiting-too-big');
    await world.get(Sessions).change([world.areaId], id, { capacity: 5, pricePence: 7500 }, SYSTEM_ACTOR);
    await book(world, aForm(id, ['W']));
    expect((await book(world, aForm(id, ['T', 'U', 'V'], { heldBack: 2 }), 'staff')).code).toBe('waiting');
    expect(await view(world, id)).toMatchObject({ taken: 3, waiting: 3, heldBack: 2, free: 0 });
    await expect(book(world, aForm(id, ['X'], { heldBack: 3 }), 'staff')).rejects.toMatchObject({
      code: 'bookings.held-back',
    });
  });

  it('keeps the seats a booking has just used when seats are changed at the same moment', async () => {
    const id = await openSession(world, { capacity: 4, heldBack: 2 });
    await Promise.all([
      book(world, aForm(id, ['S'], { heldBack: 1 }), 'staff'),
      world.get(Sessions).change([world.areaId], id, { capacity: 6, pricePence: 7500 }, SYSTEM_ACTOR),
    ]);
    expect(await view(world, id)).toMatchObject({ capacity: 6, taken: 1, heldBack: 1, free: 4 });
  });

  it('is counted in lists as on its own page', async () => {
    const id = await openSession(world, {
      capacity: 3,
      heldBack: 1,
      heldBackUntil: new Date('2027-05-05T16:00:00Z'),
    });
    for (const name of ['A', 'B', 'C']) await book(world, aForm(id, [name]));
    for (const at of ['2027-05-05T16:00:59Z', '2027-05-05T16:01:00Z']) {
      world.clock.set(at);
      const { taken, waiting, heldBack, free, overBy } = await view(world, id);
      const [listed] = await world.db.read([world.areaId], async (tx) =>
        (await world.get(Sessions).upcoming(tx, world.areaId, world.clock.now())).filter((s) => s.id === id),
      );
      expect(listed).toMatchObject({ taken, waiting, heldBack, free, overBy });
    }
  });

  it('sent at the same moment for two sessions is one booking; the other is told of it', async () => {
    const [one, two] = [await openSession(world), await openSession(world)];
    const form = aForm(one, ['Ann']);
    const answers = await Promise.allSettled([book(world, form), book(world, { ...form, sessionId: two })]);
    expect(answers.map((a) => a.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = answers.find((a) => a.status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ kind: 'conflict', code: 'bookings.already-sent-differently' });
    expect((await view(world, one)).taken + (await view(world, two)).taken).toBe(1);
  });

  it('gets another reference when the first one drawn is taken', async () => {
    const id = await openSession(world);
    const { reference } = await book(world, aForm(id, ['Ann']));
    // The first row written from here on gets the reference that is there already; a sequence is not rolled back.
    await world.owner(`CREATE SEQUENCE draws`);
    await world.owner(`CREATE FUNCTION same_reference() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN IF nextval('public.draws') = 1 THEN NEW.reference := TG_ARGV[0]; END IF; RETURN NEW; END $$`);
    await world.owner(`CREATE TRIGGER same_reference BEFORE INSERT ON booking FOR EACH ROW
      EXECUTE FUNCTION same_reference('${reference}')`);
    try {
      const bea = await book(world, aForm(id, ['Bea']));
      expect(bea.reference).not.toBe(reference);
      expect((await world.owner(`SELECT last_value::int AS n FROM draws`))[0]).toEqual({ n: 2 });
      expect((await view(world, id)).taken).toBe(2);
    } finally {
      await world.owner(`DROP TRIGGER same_reference ON booking`);
    }
  });
});

describe('the sweep', () => {
  it('settles the sessions behind one that is in trouble, and tells of it afterwards', async () => {
    const more = { capacity: 2, heldBack: 1, heldBackUntil: new Date('2027-05-05T16:00:00Z') };
    const ids = [await openSession(world, more), await openSession(world, more)].sort();
    for (const id of ids) for (const name of ['A', 'B']) await book(world, aForm(id, [name]));
    const day = { startsAt: new Date('2027-05-04T09:00:00Z'), endsAt: new Date('2027-05-04T16:00:00Z') };
    const over = await openSession(world, { dates: [day] });
    world.clock.set('2027-05-05T16:01:00Z');
    let release = () => {};
    let held: Promise<void> | undefined;
    await new Promise<void>((locked) => {
      held = world.db.write([world.areaId], async (tx) => {
        await new SeatLock().take(tx, ids[0]!);
        await new Promise<void>((resolve) => {
          release = resolve;
          locked();
        });
      });
    });
    try {
      await expect(world.get(DueSessions).run()).rejects.toMatchObject({ code: 'bookings.busy' });
      expect(await states(world, ids[1]!)).toEqual(['A confirmed', 'B confirmed']);
      const held = await world.owner(
        `SELECT happened_at AS at FROM fact WHERE kind = 'bookings.session-held' AND subject = $1`,
        [`session:${over}`],
      );
      expect(held).toEqual([{ at: day.endsAt }]);
    } finally {
      release();
      await held;
    }
    expect(await world.get(DueSessions).run()).toBe(1);
    expect(await states(world, ids[0]!)).toEqual(['A confirmed', 'B confirmed']);
  });
});
