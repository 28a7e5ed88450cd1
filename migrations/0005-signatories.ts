import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

export class Signatories1764000000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- One signature of the charter, from the day it is signed to the day it ends. Nothing is deleted.
      CREATE TABLE charter (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        employer_id uuid NOT NULL,
        contact_id uuid,
        signatory_name text NOT NULL,
        signatory_role text NOT NULL,
        version text NOT NULL,
        signed_on date NOT NULL,
        review_due_on date NOT NULL,
        listed boolean NOT NULL DEFAULT true,
        ended_on date,
        ended_as text CHECK (ended_as IN ('renewed', 'lapsed', 'withdrawn')),
        end_reason text,
        created_at timestamptz NOT NULL,
        CONSTRAINT charter_area_id_key UNIQUE (area_id, id),
        CONSTRAINT charter_ended CHECK ((ended_on IS NULL) = (ended_as IS NULL)),
        CONSTRAINT charter_interval CHECK (ended_on >= signed_on AND review_due_on > signed_on),
        FOREIGN KEY (area_id, employer_id) REFERENCES employer (area_id, id),
        FOREIGN KEY (area_id, contact_id) REFERENCES contact (area_id, id)
      );
      CREATE UNIQUE INDEX charter_open ON charter (area_id, employer_id) WHERE ended_on IS NULL;
      CREATE INDEX charter_employer ON charter (area_id, employer_id, signed_on DESC);
      CREATE INDEX charter_review ON charter (area_id, review_due_on) WHERE ended_on IS NULL;
      CREATE INDEX charter_contact_fk ON charter (area_id, contact_id) WHERE contact_id IS NOT NULL;
      ${enableAreaRls('charter', { update: ['contact_id', 'listed', 'ended_on', 'ended_as', 'end_reason'] })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
