import { Agencies } from '#access';
import { ContactDirectories } from '#contact-policy';
import { Activities, Contacts, Employers, Geography, People } from '#employers';
import { ContactStatuses } from '#messaging';
import type { Actor, Tx } from '#platform';
import { EmployersContactDirectory } from '../../../libs/employers/src/contact-directory.service.js';
import { type TestWorld, testDatabase } from '../../support/database.js';
import { mailRow } from '../../support/mail-row.js';

const sam: Actor = { kind: 'user', label: 'Sam Sample' };
let world: TestWorld;
let standings: ContactStatuses;
let employers: Employers;
const ids: string[] = [];

beforeAll(async () => {
  world = await testDatabase();
  const books = new ContactDirectories();
  books.use(new EmployersContactDirectory());
  standings = new ContactStatuses(books, world.clock);
  employers = new Employers(world.clock, world.facts, new Geography());
  await world.db.write([world.areaId], async (tx) => {
    for (let i = 0; i < 50; i++)
      ids.push((await employers.create(tx, world.areaId, { name: `Mill ${i}` }, sam)).id);
  });
});
afterAll(() => world?.close());

/** How they stand, and how many statements that took. */
async function ask(of: string[], area = world.areaId) {
  let statements = 0;
  const found = await world.db.read([area], (tx) => {
    const counted = new Proxy(tx, {
      get: (target, name: keyof Tx) => {
        const part = target[name];
        if (typeof part !== 'function') return part;
        return (...given: unknown[]) => {
          statements++;
          return (part as (...all: unknown[]) => unknown).apply(target, given);
        };
      },
    });
    return standings.of(counted, area, of);
  });
  return { found, statements };
}

describe('how employers stand by the contact rules', () => {
  it('is read for a page of the list in as many statements as for one', async () => {
    const one = await ask(ids.slice(0, 1));
    const all = await ask(ids);
    expect(all.found.size).toBe(50);
    expect(all.statements).toBe(one.statements);
    expect(one.statements).toBeLessThanOrEqual(5);
  });

  it('counts the log of all agencies and email together, however long ago', async () => {
    const agencies = new Agencies(world.db, world.clock);
    const activities = new Activities(world.clock, world.facts, agencies);
    const contacts = new Contacts(world.clock, world.facts, new People(world.clock));
    const [called, mailed, asked, long] = ids as [string, string, string, string];
    await world.db.write([world.areaId], async (tx) => {
      const old = { kind: 'visit' as const, subject: 'x', at: new Date('2020-03-02T10:00:00Z') };
      const agencyId = await agencies.named(tx, world.areaId, 'Chamber');
      await activities.log(tx, world.areaId, called, { ...old, agencyId }, sam);
      const { id: contactId } = await contacts.add(tx, world.areaId, asked, { name: 'Robin Example' }, sam);
      const never = { kind: 'call' as const, subject: 'x', contactId, outcome: 'no-answer' as const };
      await activities.log(tx, world.areaId, asked, never, sam);
    });
    await mailRow(world, { employerId: mailed });
    const { found } = await ask(ids);
    expect(found.get(called)).toEqual({
      last: { at: new Date('2020-03-02T10:00:00Z'), kind: 'visit', agency: 'Chamber', by: 'Sam Sample' },
      next: { may: 'now' },
    });
    expect(found.get(mailed)).toMatchObject({ last: { kind: 'mail' }, next: { may: 'from' } });
    expect(found.get(asked)).toEqual({ last: null, next: { may: 'now' } });
    // So does mail from before all limits, of which the latest is enough.
    for (const day of ['2019-05-06', '2021-05-06', '2020-05-06']) {
      world.clock.set(`${day}T10:00:00Z`);
      for (let i = 0; i < 3; i++) await mailRow(world, { employerId: long });
    }
    world.clock.set('2021-09-06T10:00:00Z');
    await mailRow(world, { employerId: long, purpose: 'service' });
    await mailRow(world, { employerId: long, state: 'bounced' });
    world.clock.set('2026-11-24T09:00:00Z');
    const read: number[] = [];
    const standing = await world.db.read([world.areaId], async (tx) => {
      const counting = Object.assign(Object.create(tx) as Tx, {
        query: async (sql: string, params: unknown[]) => {
          const rows = await tx.query(sql, params);
          if (/FROM message/.test(sql)) read.push(rows.length);
          return rows;
        },
      });
      return (await standings.of(counting, world.areaId, [long])).get(long);
    });
    expect(standing?.last).toMatchObject({ at: new Date('2021-05-06T10:00:00Z'), kind: 'mail' });
    expect(read).toEqual([0, 1]);
    // Another area knows nothing of them.
    expect((await ask([mailed], world.secondAreaId)).found.get(mailed)?.last).toBeNull();
  });
});
