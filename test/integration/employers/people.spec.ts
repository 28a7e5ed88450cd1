import { Contacts, Employers, Geography, People } from '#employers';
import { SYSTEM_ACTOR } from '#platform';
import { type TestWorld, testDatabase } from '../../support/database.js';

describe('people', () => {
  let world: TestWorld;
  let people: People;
  beforeEach(async () => {
    world = await testDatabase();
    people = new People(world.clock);
  });
  afterEach(() => world.close());

  const ids = (named: { name: string; email: string }[], areaId = world.areaId) =>
    world.db.write([areaId], (tx) => people.idsOf(tx, areaId, named));
  const robin = { name: 'Robin Example', email: 'robin@aire.example' };

  it('have one id, however they are spelt; a colleague at the same mailbox has another', async () => {
    const [first, again, colleague] = await ids([
      robin,
      { name: ' robin  EXÄMPLE', email: 'Robin@aire.example ' },
      { name: 'Ash Placeholder', email: robin.email },
    ]);
    expect(again).toBe(first);
    expect(colleague).not.toBe(first);
    expect(await ids([robin])).toEqual([first]);
    // An area knows its own people only.
    expect((await ids([robin], world.secondAreaId))[0]).not.toBe(first);
  });

  it('get one id also from two who meet them at the same moment', async () => {
    const named = Array.from({ length: 20 }, (_, n) => ({
      name: `Person ${n}`,
      email: `p${n}@aire.example`,
    }));
    const [one, two] = await Promise.all([ids(named), ids([...named].reverse())]);
    expect(two!.reverse()).toEqual(one);
  });

  it('keep it when a name or an address is put right, and do not when it becomes somebody else', async () => {
    const employers = new Employers(world.clock, world.facts, new Geography());
    const contacts = new Contacts(world.clock, world.facts, people);
    const [id] = await ids([robin]);
    const contact = await world.db.write([world.areaId], async (tx) => {
      const employer = await employers.create(tx, world.areaId, { name: 'Aire Foods' }, SYSTEM_ACTOR);
      return contacts.add(tx, world.areaId, employer.id, robin, SYSTEM_ACTOR);
    });
    const change = (to: { name?: string; email?: string }) =>
      world.db.write([world.areaId], (tx) => contacts.change(tx, contact.id, to, SYSTEM_ACTOR));
    await change({ email: 'robin.example@aire.example' });
    await change({ name: 'Robyn Example' });
    expect(await ids([{ name: 'Robyn Example', email: 'robin.example@aire.example' }, robin])).toEqual([
      id,
      id,
    ]);
    await change({ name: 'Jo Sample', email: 'jo@aire.example' });
    expect((await ids([{ name: 'Jo Sample', email: 'jo@aire.example' }]))[0]).not.toBe(id);
  });

  it('that were met as two stay two: a person says which is meant', async () => {
    const other = { name: robin.name, email: 'r.example@aire.example' };
    const before = await ids([robin, other]);
    await world.db.write([world.areaId], (tx) => people.alsoKnownAs(tx, world.areaId, robin, other));
    expect(await ids([robin, other])).toEqual(before);
  });
});
