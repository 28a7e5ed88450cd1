/** Every migration there is, in order of its number: each file of this folder whose name begins with one. See README.md. */
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationInterface } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

/** "0036-area-logo" of 0036-area-logo.js (or .ts where the sources themselves run), no map and nothing else. */
const NAME = /^(\d{4}-[a-z0-9-]+)\.[jt]s$/;

/** The one class a migration's file exports. */
async function read(name: string): Promise<MigrationClass> {
  // Relative, so that it is the same address on every system, a drive letter or not.
  const exported = (await import(`./${name}.js`)) as Record<string, unknown>;
  const classes = Object.values(exported).filter((value) => typeof value === 'function');
  if (classes.length !== 1)
    throw new Error(`migrations/${name} should export one class and exports ${classes.length}`);
  return classes[0] as MigrationClass;
}

const names = readdirSync(dirname(fileURLToPath(import.meta.url)))
  .flatMap((file) => NAME.exec(file)?.[1] ?? [])
  .sort();

export const migrations: MigrationClass[] = await Promise.all(names.map(read));
