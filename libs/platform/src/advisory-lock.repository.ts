import type { Tx } from './database.js';

/** Lets one transaction at a time go on under this name; the others wait until it ends. */
export async function lockName(tx: Tx, name: string): Promise<void> {
  await tx.execute('SELECT pg_advisory_xact_lock(hashtext($1))', [name]);
}
