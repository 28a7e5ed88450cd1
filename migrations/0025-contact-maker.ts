import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ContactMaker1764000000025 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Who added a contact: a partner may change their own only. Null: a list, a booking, or nobody knows any more; those
      -- are the coordinators'. It is set once and by nobody changed, so that a contact cannot be made somebody else's.
      ALTER TABLE contact ADD COLUMN made_by_user_id uuid;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
