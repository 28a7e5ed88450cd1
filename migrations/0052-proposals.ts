import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

export class Proposals1764000000052 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What somebody may only propose, and somebody else accepts: an employer by a partner, an administrator by another.
      CREATE TABLE proposal (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        kind text NOT NULL,
        data jsonb NOT NULL,
        reason text,
        agency_id uuid,
        asked_by_user_id uuid NOT NULL,
        asked_by text NOT NULL,
        asked_at timestamptz NOT NULL,
        -- null: it waits until somebody decides
        ends_at timestamptz,
        decided_by_user_id uuid,
        decided_by text,
        decided_at timestamptz,
        accepted boolean,
        decision_reason text,
        CONSTRAINT proposal_agency_fkey FOREIGN KEY (area_id, agency_id) REFERENCES agency (area_id, id),
        CONSTRAINT proposal_decided CHECK ((decided_at IS NULL) = (accepted IS NULL))
      );
      CREATE INDEX proposal_open ON proposal (area_id, kind, asked_at, id) WHERE decided_at IS NULL;
      CREATE INDEX proposal_agency ON proposal (area_id, agency_id) WHERE agency_id IS NOT NULL;
      ${enableAreaRls('proposal', { update: ['decided_by_user_id', 'decided_by', 'decided_at', 'accepted', 'decision_reason'], delete: true })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
