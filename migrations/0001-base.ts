import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls, grantTable } from './support/row-level-security.js';

export class Base1764000000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      GRANT USAGE ON SCHEMA public TO crm_program;

      -- The areas a transaction acts for; never set or empty: none. Cast inside and out, see access.md section 3.
      CREATE FUNCTION app_areas() RETURNS uuid[] STABLE PARALLEL SAFE LANGUAGE sql SET search_path = pg_catalog AS
        $$ SELECT string_to_array(current_setting('app.areas', true), ',')::uuid[] $$;

      CREATE TABLE area (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        slug text NOT NULL CONSTRAINT area_slug_key UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
        gss_code text,
        settings jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL
      );
      ${grantTable('area', { update: ['name', 'gss_code', 'settings'] })}

      CREATE TABLE fact (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        kind text NOT NULL,
        employer_id uuid,
        contact_id uuid,
        subject text,
        happened_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        actor jsonb NOT NULL,
        data jsonb NOT NULL
      );
      CREATE INDEX fact_timeline ON fact (area_id, employer_id, happened_at DESC, id DESC);
      CREATE INDEX fact_kind ON fact (area_id, kind, happened_at DESC);
      ${enableAreaRls('fact')}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
