import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailWords1764000000016 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A mail that was held because its words or data did not fit is written anew once they are mended.
      GRANT UPDATE (subject, template_id, template_version) ON message TO crm_program;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
