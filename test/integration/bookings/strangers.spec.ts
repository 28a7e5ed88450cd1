import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bookings, EmployersToCheck, PublicBookings, Sessions } from '#bookings';
import { Employers } from '#employers';
import { MailRegistry } from '#mail-templates';
import { SYSTEM_ACTOR } from '#platform';
import { inOwnWords } from '../../support/mail-words.js';
import { aForm, aSession, type BookingWorld, bookingWorld } from './world.js';

let world: BookingWorld;
const stranger = { kind: 'public' as const };
const sam = { kind: 'user' as const, id: '01900000-0000-7000-8000-000000000001', label: 'Sam Sample' };

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
const book = (form: Parameters<Bookings['book']>[1], source?: 'staff') =>
  world.get(Bookings).book(world.areaId, form, stranger, source);
const read = <T>(work: Parameters<typeof world.db.read<T>>[1], area = world.areaId) =>
  world.db.read([area], work);
const toCheck = (area = world.areaId) => read((tx) => world.get(EmployersToCheck).list(tx, area), area);
const seen = (bookingId: string) => read((tx) => world.get(Bookings).get(tx, bookingId));

describe('an employer that only a public booking names', () => {
  it('is none of the area until staff say so; the booking keeps its place', async () => {
    const id = await openSession();
    const before = await world.owner('SELECT count(*)::int AS n FROM employer');
    const employer = { name: 'Mixenden Housing', postcode: 'HX2 8QQ' };
    const ann = await book(aForm(id, ['Ann'], { employer }));
    const bea = await book(aForm(id, ['Bea'], { employer: { ...employer, name: 'MIXENDEN HOUSING LTD' } }));
    await book(aForm(id, ['Cas'], { employer: { name: 'Another one', postcode: 'HX1 1UJ' } }));
    expect(await world.owner('SELECT count(*)::int AS n FROM employer')).toEqual(before);
    expect(await seen(ann.bookingId)).toMatchObject({
      employerId: null,
      employerMatch: 'waiting',
      people: [{ state: 'confirmed' }],
    });
    expect((await toCheck()).map((e) => [e.name, e.bookings.length])).toEqual([
      ['Mixenden Housing', 2],
      ['Another one', 1],
    ]);
    expect(await toCheck(world.secondAreaId)).toEqual([]);

    const employerId = await world.get(EmployersToCheck).settle(world.areaId, bea.bookingId, 'new', sam);
    expect(await world.owner('SELECT name, postcode FROM employer WHERE id = $1', [employerId])).toEqual([
      { name: 'Mixenden Housing', postcode: 'HX2 8QQ' },
    ]);
    for (const { bookingId } of [ann, bea])
      expect(await seen(bookingId)).toMatchObject({ employerId, employerMatch: 'created' });
    expect(await toCheck()).toHaveLength(1);
    expect(
      await world.owner(
        `SELECT kind, actor->>'label' AS by FROM fact WHERE employer_id = $1 AND kind LIKE 'bookings.%'`,
        [employerId],
      ),
    ).toEqual([
      { kind: 'bookings.employer-settled', by: 'Sam Sample' },
      { kind: 'bookings.employer-settled', by: 'Sam Sample' },
    ]);
    await expect(
      world.get(EmployersToCheck).settle(world.areaId, ann.bookingId, 'new', sam),
    ).rejects.toMatchObject({ code: 'bookings.employer-settled' });
  });

  it('is one they have, when staff say which', async () => {
    const id = await openSession();
    const known = await world.db.write([world.areaId], (tx) =>
      world.get(Employers).create(tx, world.areaId, { name: 'Nexus Workforce LTD' }, sam),
    );
    const elsewhere = await world.db.write([world.secondAreaId], (tx) =>
      world.get(Employers).create(tx, world.secondAreaId, { name: 'Elsewhere' }, sam),
    );
    const ann = await book(aForm(id, ['Ann'], { employer: { name: 'Nexus', postcode: 'HX1 1UJ' } }));
    const settle = (which: string) =>
      world.get(EmployersToCheck).settle(world.areaId, ann.bookingId, which, sam);
    await expect(settle(elsewhere.id)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await settle(known.id)).toBe(known.id);
    expect(await seen(ann.bookingId)).toMatchObject({ employerId: known.id, employerMatch: 'chosen' });
  });

  it('is made at once when staff book', async () => {
    const id = await openSession();
    const ann = await book(aForm(id, ['Ann'], { employer: { name: 'Booth Castings' } }), 'staff');
    expect(await seen(ann.bookingId)).toMatchObject({ employerMatch: 'created' });
  });
});

describe('what a stranger types', () => {
  it('is no text of an email to somebody else', async () => {
    const id = await openSession();
    const form = aForm(id, ['Hal Stranger']);
    await book({
      ...form,
      employer: { name: 'Win at http://evil.example', postcode: 'HX1 1UJ' },
      people: aForm(id, ['Vic Target']).people,
    });
    const rows = await world.owner<{ template: string; subject: string; data: object }>(
      `SELECT template, subject, data FROM message WHERE address = 'vic.target@example.org'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { template, subject, data } of rows) {
      const mail = world.get(MailRegistry).find(template)!;
      const { html, text } = await inOwnWords(mail, mail.schema.parse(data));
      expect(subject + html + text).not.toMatch(/Stranger|evil/);
    }
  });

  it.each([
    ['Claim your prize at http://evil.example', 'ann@example.org'],
    ['Ring 01632 960021', 'ann@example.org'],
    ['Ann', 'ann@192.168.0.1'],
  ])('as a name or an address is refused unless it can be one: %s, %s', async (name, email) => {
    const id = await openSession();
    const form = aForm(id, ['Ann']);
    await expect(book({ ...form, booker: { name, email } })).rejects.toMatchObject({
      code: 'bookings.names',
    });
    await expect(book({ ...form, people: [{ name, email }] })).rejects.toMatchObject({
      code: 'bookings.names',
    });
    expect(await world.owner('SELECT 1 FROM booking WHERE session_id = $1', [id])).toEqual([]);
  });
});

describe('booking without an account', () => {
  const send = (form: Parameters<Bookings['book']>[1], network = '192.0.2.1') =>
    world
      .get(PublicBookings)
      .book(world.areaId, form, stranger, network)
      .then(
        () => 'booked',
        (error: { code?: string }) => error.code,
      );
  const mailsTo = (address: string) =>
    world.owner('SELECT 1 FROM message WHERE address = $1 AND state = $2', [address, 'queued']);
  const one = { dates: aSession().dates.slice(0, 1) };

  it('writes no more than ten emails a day to one address from one network, whatever the forms say', async () => {
    const sessions = [await openSession(one), await openSession(), await openSession(one)];
    for (let n = 0; n < 24; n++)
      await send(
        aForm(sessions[n % 3]!, [`Name ${n}`], {
          people: [{ name: `Name ${n}`, email: 'Victim@example.org' }],
          booker: { name: 'Any Body', email: n % 2 ? 'victim@example.org' : 'any@example.net' },
        }),
      );
    const written = await mailsTo('Victim@example.org');
    const asBooker = await mailsTo('victim@example.org');
    expect(written.length + asBooker.length).toBeGreaterThan(3);
    expect(written.length + asBooker.length).toBeLessThanOrEqual(10);
    const id = await openSession(one);
    const form = aForm(id, ['Ann'], { people: [{ name: 'Ann', email: 'victim@example.org' }] });
    expect(await send(form)).toBe('too-often');
    expect(await send(form, '192.0.2.2')).toBe('booked');
    world.clock.set('2027-05-06T09:00:00Z');
    expect(await send({ ...form, ...aForm(id, ['Bea']) })).toBe('booked');
  });

  it('does not let one network take all the places of a session, nor send forms without end', async () => {
    const id = await openSession({ ...one, capacity: 12 });
    const answers: unknown[] = [];
    for (let n = 0; n < 12; n++) answers.push(await send(aForm(id, [`One ${n}`]), '192.0.2.3'));
    expect(answers.filter((a) => a === 'booked')).toHaveLength(8);
    expect(await send(aForm(id, ['Elsewhere']), '192.0.2.4')).toBe('booked');
    const big = await openSession({ ...one, unlimited: true, capacity: null });
    for (let n = 0; n < 45; n++) answers.push(await send(aForm(n % 3 ? id : big, [`Two ${n}`]), `192.0.2.5`));
    expect(answers.at(-1)).toBe('too-often');
  });

  it('takes a single form that needs more emails to one address, once a day, but no mailbox full of them', async () => {
    const dates = Array.from({ length: 10 }, (_, day) => ({
      startsAt: new Date(Date.UTC(2027, 5, 1 + day, 8)),
      endsAt: new Date(Date.UTC(2027, 5, 1 + day, 15)),
    }));
    const [long, second] = [await openSession({ dates }), await openSession({ dates })];
    expect(await send(aForm(long, ['Ten Days']), '192.0.2.7')).toBe('booked');
    expect(await send(aForm(second, ['Ten Days']), '192.0.2.7')).toBe('too-often');
    const sharing = (n: number, id: string) =>
      aForm(id, ['Office'], {
        people: Array.from({ length: n }, (_, i) => ({
          name: `Person ${String.fromCharCode(65 + i)}`,
          email: 'office@example.net',
        })),
      });
    const wide = { capacity: 60 };
    expect(await send(sharing(6, await openSession(wide)), '192.0.2.8')).toBe('booked');
    expect(await send(sharing(16, await openSession(wide)), '192.0.2.9')).toBe('bookings.too-many-emails');
    expect(await send(sharing(9, await openSession({ ...one, capacity: 12 })), '192.0.2.10')).toBe(
      'bookings.too-many-people',
    );
  });

  it('counts neither a form sent again nor one that is refused', async () => {
    const id = await openSession(one);
    const form = aForm(id, ['Twice Sent']);
    for (let n = 0; n < 15; n++) expect(await send(form, '192.0.2.6')).toBe('booked');
    const closed = await openSession({ ...one, closesAt: new Date('2027-05-01T09:00:00Z') });
    for (let n = 0; n < 12; n++)
      expect(await send(aForm(closed, ['Twice Sent']), '192.0.2.6')).toBe('bookings.closed');
    expect(await send(aForm(await openSession(one), ['Twice Sent']), '192.0.2.6')).toBe('booked');
  });

  it('writes no more than ten emails a day about cancelling either, and all to one mailbox count', async () => {
    const id = await openSession({ ...one, capacity: 60 });
    const from = '192.0.2.11';
    const names = Array.from({ length: 14 }, (_, n) => `Person ${String.fromCharCode(65 + n)}`);
    const form = aForm(id, names, { booker: { name: 'Any Body', email: 'booker@example.net' } });
    const { bookingId } = await world.get(PublicBookings).book(world.areaId, form, stranger, from);
    const { people } = await world.db.read([world.areaId], (tx) => world.get(Bookings).get(tx, bookingId));
    const cancel = (delegateIds: string[] | 'all', network = from) =>
      world
        .get(PublicBookings)
        .cancel(world.areaId, { bookingId, delegateIds }, stranger, network)
        .then(
          (answer) => answer.cancelled,
          (error: { code?: string }) => error.code,
        );
    const answers: unknown[] = [];
    for (const person of people.slice(0, 12)) answers.push(await cancel([person.delegateId]));
    expect(answers).toEqual([...Array(10).fill(1), 'too-often', 'too-often']);
    expect(await mailsTo('booker@example.net')).toHaveLength(11);
    // All at once from elsewhere: one email to whoever booked.
    expect(await cancel('all', '192.0.2.12')).toBe(4);
    for (let n = 0; n < 12; n++)
      await send(
        aForm(await openSession(one), ['Ann'], {
          booker: { name: 'Any Body', email: `box+${n}@example.net` },
        }),
        '192.0.2.13',
      );
    const tagged = await world.owner(`SELECT 1 FROM message WHERE address LIKE 'box+%'`);
    expect(tagged).toHaveLength(10);
  });
});
