import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailSurnames1764000000018 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Who is looked for by the surname alone: the last word of a name, of "Patel, Sam" and "Sam Patel (HR)" the same.
      ALTER TABLE message
        ADD COLUMN surname_key text COLLATE "C" GENERATED ALWAYS AS (lower(regexp_replace(
          regexp_replace(recipient_name, '\\s*[(,].*$', ''), '^.*\\s', ''))) STORED;
      CREATE INDEX message_surname ON message (area_id, surname_key);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
