import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailOrder1764000000030 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Lists stand in the order in which mail went or goes, not in the one it was planned in.
      ALTER TABLE message
        ADD COLUMN moved_at timestamptz NOT NULL
          GENERATED ALWAYS AS (coalesce(settled_at, next_attempt_at, due_at, dated_at, created_at)) STORED;
      DROP INDEX message_list;
      CREATE INDEX message_list ON message (area_id, moved_at DESC, id DESC);
      DROP INDEX message_by_state;
      CREATE INDEX message_by_state ON message (area_id, state, moved_at DESC, id DESC) WHERE state <> 'sent';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
