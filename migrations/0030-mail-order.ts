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
      -- Pages of one sending, too. message_campaign stays: it counts by state, and knows when a sending began.
      CREATE INDEX message_campaign_list ON message (area_id, campaign, moved_at DESC, id DESC) WHERE campaign IS NOT NULL;
      -- Emails about accounts, to leave them out of counts; they have no employer, and few mails have none.
      CREATE INDEX message_bare ON message (area_id, template, state) WHERE employer_id IS NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
