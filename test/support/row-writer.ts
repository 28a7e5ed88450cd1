import type { TestWorld } from './database.js';

/** Puts rows into tables as the owner, each value as its column has it; objects are JSON. */
export async function rowWriter(
  world: TestWorld,
): Promise<(table: string, row: Record<string, unknown>) => Promise<void>> {
  const columns = await world.owner<{ at: string; type: string }>(
    `SELECT c.relname || '.' || a.attname AS at, format_type(a.atttypid, a.atttypmod) AS type
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace`,
  );
  const types = new Map(columns.map(({ at, type }) => [at, type]));
  return async (table, row) => {
    const places = Object.keys(row).map((column, i) => `$${i + 1}::${types.get(`${table}.${column}`)}`);
    await world.owner(
      `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${places.join(', ')})`,
      Object.values(row).map((value) =>
        value !== null && typeof value === 'object' && !(value instanceof Date || Buffer.isBuffer(value))
          ? JSON.stringify(value)
          : value,
      ),
    );
  };
}
