import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Corrections1764000000023 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Who booked can be put right; the people booked could be from the beginning.
      GRANT UPDATE (booker_name, booker_email, booker_email_key) ON booking TO crm_program;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
