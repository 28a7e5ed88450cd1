import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailSearch1764000000015 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What staff look for: an address or a name from its beginning. Columns of their own, in byte order: lower() is no
      -- leak-proof function, so behind the wall an index on lower(address) would not be used.
      ALTER TABLE message
        ADD COLUMN address_key text COLLATE "C" GENERATED ALWAYS AS (lower(address)) STORED,
        ADD COLUMN name_key text COLLATE "C" GENERATED ALWAYS AS (lower(recipient_name)) STORED;
      CREATE INDEX message_address ON message (area_id, address_key);
      CREATE INDEX message_name ON message (area_id, name_key);

      -- One sending: its counts by state from the index alone, and its names state by state.
      DROP INDEX message_campaign;
      CREATE INDEX message_campaign ON message (area_id, campaign, state, created_at DESC, id DESC)
        WHERE campaign IS NOT NULL;

      -- What was settled since an instant. Rows settle in about the order in which they were written, so ranges of
      -- blocks do, and settling a mail costs next to nothing more.
      CREATE INDEX message_settled ON message USING brin (settled_at) WITH (pages_per_range = 32, autosummarize = on);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
