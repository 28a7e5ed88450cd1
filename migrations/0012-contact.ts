import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

export class Contact1764000000012 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- How often and when an area writes to people. Each saving is a row of its own; the latest is in force, and an
      -- area without one keeps the program's rules.
      CREATE TABLE contact_rules (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        version integer NOT NULL CHECK (version > 0),
        rules jsonb NOT NULL,
        saved_at timestamptz NOT NULL,
        saved_by jsonb NOT NULL,
        CONSTRAINT contact_rules_version_key UNIQUE (area_id, version)
      );
      ${enableAreaRls('contact_rules')}

      -- What came of a call, visit or letter, and who began it: only what reached them counts as a contact.
      ALTER TABLE activity
        ADD COLUMN outcome text
          CHECK (outcome IN ('spoke', 'voicemail', 'no-answer', 'done', 'planned', 'cancelled', 'posted')),
        ADD COLUMN direction text NOT NULL DEFAULT 'out' CHECK (direction IN ('in', 'out'));

      -- The contacts a person without a record has had by mail.
      CREATE INDEX message_to_stranger ON message (area_id, address)
        WHERE contact_id IS NULL AND (purpose <> 'service' OR promotional);
      -- What waits because of which rule.
      CREATE INDEX message_held_by ON message (area_id, hold) WHERE hold IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
