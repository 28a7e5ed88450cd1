import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls, grantTable } from './support/row-level-security.js';

export class Lanes1764000000013 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- When it would go, while a pause or a restore holds it.
      ALTER TABLE message ADD COLUMN due_at timestamptz;
      GRANT UPDATE (due_at) ON message TO crm_program;

      -- Mail that must stand still. No area: the whole installation, so no wall; pauses.store.ts is the only reader and
      -- names the area.
      CREATE TABLE mail_pause (
        id uuid PRIMARY KEY,
        area_id uuid REFERENCES area (id),
        campaign text,
        covers text NOT NULL CHECK (covers IN ('all', 'non_service')),
        reason text NOT NULL,
        since timestamptz NOT NULL,
        by jsonb NOT NULL,
        ended_at timestamptz,
        ended_by jsonb,
        end_reason text,
        CHECK (campaign IS NULL OR area_id IS NOT NULL),
        CHECK ((ended_at IS NULL) = (ended_by IS NULL))
      );
      CREATE UNIQUE INDEX mail_pause_in_force ON mail_pause (area_id, campaign, covers) NULLS NOT DISTINCT
        WHERE ended_at IS NULL;
      CREATE INDEX mail_pause_area ON mail_pause (area_id, since DESC);
      ${grantTable('mail_pause', { update: ['ended_at', 'ended_by', 'end_reason'] })}

      -- What was handed out to workers lately, for limits that hold however many workers there are. One row.
      CREATE TABLE send_rate (
        id smallint PRIMARY KEY CHECK (id = 1),
        seconds jsonb NOT NULL,
        hours jsonb NOT NULL
      );
      INSERT INTO send_rate VALUES (1, '[]', '[]');
      ${grantTable('send_rate', { update: ['seconds', 'hours'] })}

      -- What tells this database from a copy of it. Server, database and table get new numbers when a backup is loaded.
      CREATE FUNCTION mail_fingerprint() RETURNS text STABLE LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $print$
        DECLARE
          server text := '';
        BEGIN
          BEGIN
            SELECT system_identifier::text INTO server FROM pg_control_system();
          EXCEPTION WHEN insufficient_privilege THEN
            NULL; -- hosts that keep this to themselves: the other two must do
          END;
          RETURN concat_ws('/', server, (SELECT oid FROM pg_database WHERE datname = current_database()),
                           to_regclass('public.message')::oid);
        END $print$;
      -- A new number whenever an older state is recovered or a standby takes over; 0 where the host does not tell.
      CREATE FUNCTION mail_timeline() RETURNS integer STABLE LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp AS $line$
        BEGIN
          RETURN (SELECT timeline_id FROM pg_control_checkpoint());
        EXCEPTION WHEN insufficient_privilege THEN
          RETURN 0;
        END $line$;

      -- The database mail was last sent from. One row; the fingerprint is null until the first worker has come.
      CREATE TABLE mail_guard (
        id smallint PRIMARY KEY CHECK (id = 1),
        fingerprint text,
        timeline integer,
        -- Changes with each restore that was found; those before it stay known.
        epoch uuid NOT NULL,
        past_epochs uuid[] NOT NULL
      );
      INSERT INTO mail_guard VALUES (1, NULL, NULL, gen_random_uuid(), '{}');
      ${grantTable('mail_guard', { update: ['fingerprint', 'timeline', 'epoch', 'past_epochs'] })}

      -- Signs of life, each known to a worker's own folder too: a database without the last one is older than what that
      -- worker has seen. Times by the database's clock.
      CREATE TABLE mail_beat (
        token uuid PRIMARY KEY,
        folder uuid NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX mail_beat_folder ON mail_beat (folder, at);
      CREATE INDEX mail_beat_at ON mail_beat (at);
      ${grantTable('mail_beat', { delete: true })}

      -- An area's mail stands still because the database was found to be restored, until a person releases it.
      CREATE TABLE mail_restore (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        cause text NOT NULL,
        found_at timestamptz NOT NULL,
        held integer NOT NULL,
        released_at timestamptz,
        released_by jsonb,
        release_reason text,
        CHECK ((released_at IS NULL) = (released_by IS NULL))
      );
      CREATE UNIQUE INDEX mail_restore_pending ON mail_restore (area_id) WHERE released_at IS NULL;
      CREATE INDEX mail_restore_area ON mail_restore (area_id, found_at DESC);
      ${enableAreaRls('mail_restore', { update: ['held', 'released_at', 'released_by', 'release_reason'] })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
