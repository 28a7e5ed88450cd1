import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Contacts, EmployerLookup, Employers, Geography } from '#employers';
import type { Actor } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';

const sam: Actor = { kind: 'user', label: 'Sam Sample' };
let world: TestWorld;

beforeAll(async () => {
  world = await testDatabase();
  const employers = new Employers(world.clock, world.facts, new Geography());
  const contacts = new Contacts(world.clock, world.facts);
  await world.db.write([world.areaId], async (tx) => {
    const add = (name: string, postcode?: string) =>
      employers.create(tx, world.areaId, { name, postcode }, sam);
    const marshalls = await add('MARSHALLS PLC', 'HX5 9HT');
    await contacts.add(
      tx,
      world.areaId,
      marshalls.id,
      { name: 'Jo Jagger', email: 'jo@marshalls.example' },
      sam,
    );
    await add('Nexus Workforce LTD');
    await add('Microsearch Laboratories Limited', 'HX3 9TN');
    await add('Carroll Cleaning Company Ltd', 'BD1 1AA');
    await add('Marsh Farm');
  });
});
afterAll(() => world.close());

const similar = (name: string, more: { postcode?: string; emails?: string[] } = {}, area = world.areaId) =>
  world.db.read([area], async (tx) =>
    (await new EmployerLookup(new Geography()).similar(tx, area, { name, ...more })).map((e) => e.name),
  );

describe('employers of a typed name', () => {
  it.each([
    ['Marshalls Plc', 'MARSHALLS PLC'],
    ['Marshalls', 'MARSHALLS PLC'],
    ['Marshalls Group', 'MARSHALLS PLC'],
    ['Nexus Workforce Limited', 'Nexus Workforce LTD'],
    ['microsearch laboratories ltd', 'Microsearch Laboratories Limited'],
    ['Carroll Cleaning', 'Carroll Cleaning Company Ltd'],
  ])('%s: %s is suggested', async (typed, found) => expect(await similar(typed)).toEqual([found]));

  it('are found by the address of one of their people, first of all', async () => {
    expect(await similar('Nexus Workforce', { emails: ['JO@marshalls.example'] })).toEqual([
      'MARSHALLS PLC',
      'Nexus Workforce LTD',
    ]);
  });

  it('are none where the name is another, or in another area', async () => {
    expect(await similar('Marsden')).toEqual([]);
    expect(await similar('Marshalls', {}, world.secondAreaId)).toEqual([]);
  });
});
