import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SurveyDrafts1764000000024 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A survey that was never sent may be deleted: nobody was asked, so nothing hangs on it. One that was sent stays
      -- whatever the program says: the policy lets only planned waves go, and a survey cannot go before its waves.
      GRANT DELETE ON wave, survey TO crm_program;
      CREATE POLICY wave_only_drafts_go ON wave AS RESTRICTIVE FOR DELETE USING (state = 'planned');

      ALTER TABLE wave_employer DROP CONSTRAINT wave_employer_left_out_check;
      ALTER TABLE wave_employer ADD CONSTRAINT wave_employer_left_out_check CHECK (left_out IN
        ('closed', 'objected', 'complained', 'not_signatory', 'no_contact', 'no_address', 'bounced'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
