import type { Tx } from './database.js';

/** Names of the migrations this database has had. */
export const ranMigrations = async (tx: Tx): Promise<string[]> =>
  (await tx.query<{ name: string }>('SELECT name FROM migration')).map((row) => row.name);
