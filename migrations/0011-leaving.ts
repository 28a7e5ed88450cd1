import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

export class Leaving1764000000011 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE suppression
        DROP CONSTRAINT suppression_scope_check,
        ADD CONSTRAINT suppression_scope_check CHECK (scope IN ('all', 'all-but-service', 'engagement', 'topic')),
        ADD CONSTRAINT suppression_topic_named CHECK ((scope = 'topic') = (topic IS NOT NULL)),
        -- Until now only dead addresses were written here.
        ADD COLUMN why text NOT NULL DEFAULT 'bounce'
          CHECK (why IN ('objection', 'unsubscribe', 'complaint', 'bounce', 'pause')),
        ADD COLUMN source text NOT NULL DEFAULT 'bounce'
          CHECK (source IN ('link', 'one-click', 'mail', 'staff', 'bounce', 'complaint')),
        -- Allowed again from here on; null: for good.
        ADD COLUMN until timestamptz,
        ADD COLUMN actor jsonb NOT NULL DEFAULT '{"kind":"program"}',
        ADD COLUMN lifted_by jsonb,
        ADD COLUMN lift_reason text,
        ADD CONSTRAINT suppression_lifted_whole CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)),
        DROP CONSTRAINT suppression_once;
      ALTER TABLE suppression
        ALTER COLUMN why DROP DEFAULT,
        ALTER COLUMN source DROP DEFAULT,
        ALTER COLUMN actor DROP DEFAULT;
      -- One of a kind in force; those lifted stay as history. Why is part of it, so that lifting a dead address does
      -- not lift what the person said.
      CREATE UNIQUE INDEX suppression_in_force ON suppression (address_hash, area_id, scope, topic, why)
        NULLS NOT DISTINCT WHERE lifted_at IS NULL;
      CREATE INDEX suppression_list ON suppression (area_id, since DESC, id DESC) WHERE lifted_at IS NULL;
      GRANT UPDATE (until, source, actor, lifted_by, lift_reason) ON suppression TO crm_program;

      -- A yes to advertising: consent, or the soft opt-in of somebody who asked for or bought something like it.
      CREATE TABLE permission (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        address_hash bytea NOT NULL,
        kind text NOT NULL CHECK (kind IN ('consent', 'soft-opt-in')),
        given_at timestamptz NOT NULL,
        -- How it was given, in words: the evidence the law asks for.
        how text NOT NULL,
        source text NOT NULL CHECK (source IN ('link', 'staff')),
        actor jsonb NOT NULL,
        recorded_at timestamptz NOT NULL,
        withdrawn_at timestamptz,
        withdrawn_by jsonb,
        CONSTRAINT permission_area_id_key UNIQUE (area_id, id)
      );
      CREATE UNIQUE INDEX permission_in_force ON permission (area_id, address_hash, kind) WHERE withdrawn_at IS NULL;
      ${enableAreaRls('permission', { update: ['withdrawn_at', 'withdrawn_by'] })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
