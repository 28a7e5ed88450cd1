import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Contacts, EmployerLookup, Employers, Geography, People } from '#employers';
import type { Actor } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';

const sam: Actor = { kind: 'user', label: 'Sam Sample' };
let world: TestWorld;

beforeAll(async () => {
  world = await testDatabase();
  const employers = new Employers(world.clock, world.facts, new Geography());
  const contacts = new Contacts(world.clock, world.facts, new People(world.clock));
  await world.db.write([world.areaId], async (tx) => {
    const add = (name: string, postcode?: string, more = {}) =>
      employers.create(tx, world.areaId, { name, postcode, ...more }, sam);
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
    await add('Kirkwood Hospice Ltd', undefined, { registerNumber: '99000021' });
    await add('Calderdale Metropolitan Borough Council', 'HX1 1QE', { tradingNames: ['Calderdale MBC'] });
    await add('Halifax Opticians', 'HX1 1QE');
    await add('Café Ärmel & Co');
  });
});
afterAll(() => world.close());

const similar = (
  name: string,
  more: { postcode?: string; registerNumber?: string; emails?: string[] } = {},
  area = world.areaId,
) =>
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
    ['KIRKWOOD HOSPICE', 'Kirkwood Hospice Ltd'],
    ['Kirkwood Hospice Trading', 'Kirkwood Hospice Ltd'],
    ['calderdale mbc', 'Calderdale Metropolitan Borough Council'],
    ['CAFE ARMEL AND COMPANY', 'Café Ärmel & Co'],
  ])('%s: %s is suggested', async (typed, found) => expect(await similar(typed)).toEqual([found]));

  it('are found by the register number, and by the postcode with a word of the name', async () => {
    expect(await similar('Quite another', { registerNumber: '99 000 021' })).toEqual([
      'Kirkwood Hospice Ltd',
    ]);
    expect(await similar('Calderdale Council', { postcode: 'hx11qe' })).toEqual([
      'Calderdale Metropolitan Borough Council',
    ]);
    expect(await similar('Something new 100% (new)', { postcode: 'HX1 1QE', registerNumber: '?' })).toEqual(
      [],
    );
    expect(await similar('?', { postcode: 'not one', emails: ['', ' '] })).toEqual([]);
  });

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
