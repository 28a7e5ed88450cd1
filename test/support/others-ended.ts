import type { TestWorld } from './database.js';

/**
 * Facts are numbered below the oldest transaction of the whole server, on which other tests work as well: waits until those
 * of other databases that are open now have ended.
 */
export async function othersEnded(world: Pick<TestWorld, 'owner'>): Promise<void> {
  const open = async () =>
    (
      await world.owner<{ id: string }>(
        `SELECT pid || ' ' || backend_xid AS id FROM pg_stat_activity
          WHERE backend_xid IS NOT NULL AND datname <> current_database()`,
      )
    ).map(({ id }) => id);
  const before = new Set(await open());
  while ((await open()).some((id) => before.has(id))) await new Promise((resolve) => setTimeout(resolve, 20));
}
