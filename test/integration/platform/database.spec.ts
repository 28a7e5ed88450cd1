import { newId, SYSTEM_ACTOR } from '#platform';
import { FactRow } from '../../../libs/platform/src/facts/fact.entity.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

describe('the unit of work', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await testDatabase();
    await world.db.write('all', (tx) =>
      world.facts.record(
        tx,
        ...[world.areaId, world.secondAreaId].map((areaId) => ({
          areaId,
          kind: 'test.happened',
          actor: SYSTEM_ACTOR,
          data: {},
        })),
      ),
    );
  });
  afterAll(() => world.close());

  const facts = 'SELECT area_id FROM fact';

  it('shows the rows of the named areas only', async () => {
    expect(await world.db.read([world.areaId], (tx) => tx.query(facts))).toEqual([{ area_id: world.areaId }]);
    expect(await world.db.read('all', (tx) => tx.query(facts))).toHaveLength(2);
  });

  it('shows no rows without areas, and none outside a transaction', async () => {
    expect(await world.db.read([], (tx) => tx.query(facts))).toEqual([]);
    expect(await world.source.query(facts)).toEqual([]);
  });

  it('reads outside the wall in one round trip, and sees nothing behind it, whatever the connection did before', async () => {
    for (let i = 0; i < 20; i++) {
      expect(await world.db.read('all', (tx) => tx.query(facts))).toHaveLength(2);
      expect(await world.db.outsideWall.query(facts)).toEqual([]);
    }
    expect(await world.db.outsideWall.one('SELECT name FROM area WHERE id = $1', [world.areaId])).toEqual({
      name: 'Calderdale',
    });
    expect(await world.db.outsideWall.one('SELECT name FROM area WHERE id = $1', [newId()])).toBeUndefined();
    for (const write of [
      `UPDATE area SET name = 'X' RETURNING id`,
      `WITH a AS (UPDATE area SET name = 'X' RETURNING id) SELECT id FROM a`,
    ])
      await expect(world.db.outsideWall.query(write)).rejects.toThrow('Only a SELECT');
  });

  it('refuses a write when reading', async () => {
    await expect(
      world.db.read([world.areaId], (tx) =>
        world.facts.record(tx, { areaId: world.areaId, kind: 'x', actor: SYSTEM_ACTOR, data: {} }),
      ),
    ).rejects.toThrow(/read-only/);
  });

  it('refuses a row of an area that was not named', async () => {
    await expect(
      world.db.write([world.areaId], (tx) =>
        world.facts.record(tx, { areaId: world.secondAreaId, kind: 'x', actor: SYSTEM_ACTOR, data: {} }),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it('rolls back what failed and runs what was kept for after the commit only after it', async () => {
    const seen: string[] = [];
    await expect(
      world.db.write([world.areaId], async (tx) => {
        tx.afterCommit(() => void seen.push('failed'));
        await world.facts.record(tx, {
          areaId: world.areaId,
          kind: 'test.lost',
          actor: SYSTEM_ACTOR,
          data: {},
        });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await world.db.write([world.areaId], async (tx) => {
      tx.afterCommit(() => Promise.reject(new Error('the queue is away')));
      tx.afterCommit(() => void seen.push('done'));
    });
    expect(seen).toEqual(['done']);
    expect(await world.db.read('all', (tx) => tx.query(`SELECT FROM fact WHERE kind = 'test.lost'`))).toEqual(
      [],
    );
  });

  it('keeps the areas of one transaction out of the next', async () => {
    for (let i = 0; i < 50; i++) {
      await world.db
        .read(i % 2 ? 'all' : [], (tx) => tx.query(facts))
        .then((rows) => expect(rows).toHaveLength(i % 2 ? 2 : 0));
    }
  });

  it('hands out repositories that see and write what their transaction may', async () => {
    const areasOf = (rows: FactRow[]) => rows.map((row) => row.areaId);
    const all = (areas: string[]) => world.db.read(areas, (tx) => tx.repository(FactRow).find());
    expect(areasOf(await all([world.areaId]))).toEqual([world.areaId]);
    // The control: one that is had elsewhere reads nothing, and does not say why.
    expect(await world.source.getRepository(FactRow).find()).toEqual([]);
    const fact = (areaId: string): Omit<FactRow, 'xid' | 'position'> => ({
      corrects: null,
      id: newId(),
      areaId,
      kind: 'test.inserted',
      employerId: null,
      contactId: null,
      subject: null,
      happenedAt: new Date(),
      recordedAt: new Date(),
      actor: { kind: 'program' },
      data: { words: ['as', 'they', 'were'] },
    });
    const insert = (areaId: string) =>
      world.db.write([world.areaId], (tx) => tx.repository(FactRow).insert(fact(areaId)));
    await expect(insert(world.secondAreaId)).rejects.toThrow(/row-level security/);
    await expect(
      world.db.read([world.areaId], (tx) => tx.repository(FactRow).insert(fact(world.areaId))),
    ).rejects.toThrow(/read-only/);
    await insert(world.areaId);
    const found = await world.db.read([world.areaId], (tx) =>
      tx.repository(FactRow).findOneByOrFail({ kind: 'test.inserted' }),
    );
    expect(found.data).toEqual({ words: ['as', 'they', 'were'] });
    await expect(
      world.db.write([world.areaId], (tx) =>
        tx.repository(FactRow).update({ areaId: world.areaId, id: found.id }, { kind: 'test.changed' }),
      ),
    ).rejects.toThrow(/permission denied/);
    await expect(
      world.db.write([world.areaId], (tx) => tx.repository(FactRow).delete({ kind: undefined as never })),
    ).rejects.toThrow(/undefined/i);
  });

  it('gives ids that sort by time', () => {
    const ids = [newId(1), newId(2000), newId(3_000_000_000_000)];
    expect([...ids].sort()).toEqual(ids);
  });
});
