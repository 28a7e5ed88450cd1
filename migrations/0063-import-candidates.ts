import type { MigrationInterface, QueryRunner } from 'typeorm';

// contracts: nothing, because the check of verdicts is widened only, and the version before writes no other.
/** A row that may mean several employers is asked about instead of being given to the first. */
export class ImportCandidates1764000000063 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE import_row
        -- The employers a row may mean, of which nothing tells which; the one a person chose.
        ADD COLUMN candidate_ids uuid[] NOT NULL DEFAULT '{}',
        ADD COLUMN chosen_id uuid,
        DROP CONSTRAINT import_row_verdict_check,
        ADD CONSTRAINT import_row_verdict_check
          CHECK (verdict IN ('unchecked', 'new', 'match', 'several', 'rejected', 'duplicate', 'skipped'));
      GRANT UPDATE (candidate_ids, chosen_id) ON import_row TO crm_program;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
