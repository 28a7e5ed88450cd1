import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTable } from './support/row-level-security.js';

export class Limits1764000000019 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Counts for all processes together: what is limited, by whom (a keyed hash), in which window.
      CREATE TABLE rate_count (
        limit_name text NOT NULL,
        key_hash bytea NOT NULL,
        began_at timestamptz NOT NULL,
        kept_until timestamptz NOT NULL,
        taken integer NOT NULL,
        refused integer NOT NULL,
        PRIMARY KEY (limit_name, key_hash, began_at)
      );
      CREATE INDEX rate_count_kept ON rate_count (kept_until);
      ${grantTable('rate_count', { update: ['taken', 'refused', 'kept_until'], delete: true })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
