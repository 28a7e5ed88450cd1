import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

export class Exports1764000000066 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A list somebody takes out: asked for with a reason, made by a worker, there for its owner for some days.
      CREATE TABLE export_run (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        by_user_id uuid NOT NULL,
        actor jsonb NOT NULL,
        -- which list, by the name its lib registers it under, and of which columns
        source text NOT NULL,
        columns text[] NOT NULL,
        filter jsonb NOT NULL,
        format text NOT NULL,
        reason text NOT NULL,
        state text NOT NULL CHECK (state IN ('making', 'done', 'failed', 'gone')),
        total integer NOT NULL DEFAULT 0,
        done integer NOT NULL DEFAULT 0,
        tries integer NOT NULL DEFAULT 0,
        bytes bigint,
        failure text,
        asked_at timestamptz NOT NULL,
        begun_at timestamptz NOT NULL,
        made_at timestamptz,
        -- when the file, or the news that it failed, goes
        expires_at timestamptz,
        gone_at timestamptz,
        CONSTRAINT export_run_ends CHECK (state NOT IN ('done', 'failed') OR expires_at IS NOT NULL),
        CONSTRAINT export_run_gone CHECK ((state = 'gone') = (gone_at IS NOT NULL))
      );
      CREATE INDEX export_run_of ON export_run (area_id, by_user_id, asked_at DESC, id DESC);
      CREATE INDEX export_run_all ON export_run (area_id, asked_at DESC, id DESC);
      CREATE INDEX export_run_making ON export_run (begun_at) WHERE state = 'making';
      CREATE INDEX export_run_ending ON export_run (expires_at) WHERE state IN ('done', 'failed');
      CREATE INDEX export_run_gone_at ON export_run (gone_at) WHERE state = 'gone';
      ${enableAreaRls('export_run', {
        update: [
          'state',
          'filter',
          'total',
          'done',
          'tries',
          'bytes',
          'failure',
          'begun_at',
          'made_at',
          'expires_at',
          'gone_at',
        ],
        delete: true,
      })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
