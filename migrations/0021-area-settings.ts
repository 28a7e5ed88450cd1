import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AreaSettings1764000000021 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What a change of settings changed: {"replyTo": ["before", "after"]}; a setting that was not there is null.
      ALTER TABLE audit_entry ADD COLUMN changes jsonb;
      CREATE INDEX audit_entry_subject ON audit_entry (resource, subject, at DESC) WHERE changes IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
