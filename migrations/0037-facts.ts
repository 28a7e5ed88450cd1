import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls, grantTable } from './support/row-level-security.js';

/** Facts that are numbered, corrected and followed; one key for a person. */
export class Facts1764000000037 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `SELECT set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true)`,
    );
    await db.query(`
      -- The version before writes facts without naming these, so the number of the transaction comes by itself.
      ALTER TABLE fact
        ADD COLUMN corrects uuid,
        ADD COLUMN xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
        ADD COLUMN position bigint;
      GRANT UPDATE (position) ON fact TO crm_program;
      CREATE UNIQUE INDEX fact_position ON fact (position) WHERE position IS NOT NULL;
      CREATE INDEX fact_unnumbered ON fact (xid) WHERE position IS NULL;
      CREATE INDEX fact_corrects ON fact (corrects) WHERE corrects IS NOT NULL;

      CREATE TABLE fact_counter (id integer PRIMARY KEY CHECK (id = 1), position bigint NOT NULL);
      INSERT INTO fact_counter VALUES (1, 0);
      ${grantTable('fact_counter', { update: ['position'] })}

      CREATE TABLE fact_cursor (
        subscriber text PRIMARY KEY,
        position bigint NOT NULL,
        tries integer NOT NULL DEFAULT 0,
        retry_at timestamptz
      );
      ${grantTable('fact_cursor', { update: ['position', 'tries', 'retry_at'] })}

      -- Address and name as somebody gave them, and whose they are; several of them may be one person's.
      CREATE TABLE person_key (
        area_id uuid NOT NULL REFERENCES area (id),
        key text NOT NULL,
        person_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (area_id, key)
      );
      ${enableAreaRls('person_key')}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
