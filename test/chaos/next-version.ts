import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from '../../migrations/support/row-level-security.js';

/** What the next version might bring, on the tables that mail goes through. Written for the tests of upgrades only. */
abstract class NextVersion implements MigrationInterface {
  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }

  /** Holds what it has locked for as long as a larger installation would need, so that the others do wait. */
  protected async takesLong(db: QueryRunner): Promise<void> {
    await db.query('SELECT pg_sleep(0.7)');
  }

  abstract up(db: QueryRunner): Promise<void>;
}

/** Only adds: a column, a table, an index; and puts a function with the same signature in the place of one. */
export class Expands1764000009001 extends NextVersion {
  async up(db: QueryRunner): Promise<void> {
    const [{ sql }] = (await db.query(`SELECT pg_get_functiondef('write_journal'::regproc) AS sql`)) as [
      { sql: string },
    ];
    await db.query(`
      ALTER TABLE message ADD COLUMN note text;
      GRANT UPDATE (note) ON message TO crm_program;
      CREATE INDEX message_noted ON message (area_id, created_at) WHERE note IS NOT NULL;
      CREATE TABLE message_note (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        message_id uuid NOT NULL,
        words text NOT NULL
      );
      CREATE INDEX message_note_fk ON message_note (area_id, message_id);
      ${enableAreaRls('message_note', { update: ['words'], delete: true })}
      ${sql.replace('BEGIN', 'BEGIN -- as the next version has it')};
    `);
    await this.takesLong(db);
  }
}

/** Takes a column away that the version before it reads and writes, under its name. */
export class RenamesColumn1764000009002 extends NextVersion {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE message RENAME COLUMN subject TO title');
    await this.takesLong(db);
  }
}

/** Puts a function with other parameters in the place of one that the version before it calls. */
export class ReplacesFunction1764000009003 extends NextVersion {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION write_journal;
      CREATE FUNCTION write_journal(areas text) RETURNS SETOF uuid LANGUAGE sql AS $$ SELECT NULL::uuid $$;
      REVOKE ALL ON FUNCTION write_journal FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION write_journal TO crm_program;
    `);
    await this.takesLong(db);
  }
}
