import type { MigrationInterface, QueryRunner } from 'typeorm';

// contracts: nothing, because the version before reads a returned mail with its readings, which are behind the wall already; mails
// of no area are missing on its page until it is ended, and it forgets none of them meanwhile.
/** A returned mail is seen through its readings, by the database as well; one of no area where the installation is named. */
export class ReturnedMailWall1764000000048 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE returned_mail ENABLE ROW LEVEL SECURITY;
      ALTER TABLE returned_mail FORCE ROW LEVEL SECURITY;
      -- Readings stand behind the wall: there are only those of the areas the transaction names.
      CREATE POLICY by_reading ON returned_mail USING (
        '00000000-0000-0000-0000-000000000000' = ANY ((SELECT app_areas())::uuid[])
        OR EXISTS (SELECT FROM returned_reading r WHERE r.returned_id = returned_mail.id)
      );
      -- It is taken before anybody knows whose it is.
      CREATE POLICY may_be_added ON returned_mail FOR INSERT WITH CHECK (true);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
