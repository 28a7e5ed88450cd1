import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns of message that no condition names: what is in them tells the planner nothing. */
const UNASKED = [
  'message_id',
  'recipient_name',
  'template_version',
  'data',
  'subject',
  'cause',
  'reason',
  'give_up_at',
  'decision',
  'override',
  'template_id',
  'edition_id',
];

export class MailPace1764000000042 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- As 0017 made it, and called alike. Its statements find attempts by their ids whatever the planner believes of the
      -- table, for all other ways are shut; so one plan is as good as the next and is made once a connection and not for
      -- each call, which took longer than the work.
      CREATE OR REPLACE FUNCTION write_journal(areas text, entering uuid[], ended uuid[], outcomes text[], reasons text[],
                                               codes integer[], texts text[], at timestamptz)
      RETURNS SETOF uuid LANGUAGE plpgsql
      SET plan_cache_mode = force_generic_plan
      SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
      BEGIN
        PERFORM set_config('app.areas', areas, true);
        IF cardinality(ended) > 0 THEN
          UPDATE attempt a
             SET ended_at = at, outcome = r.outcome, reason = r.reason, smtp_code = r.code, smtp_text = r.text
            FROM unnest(ended, outcomes, reasons, codes, texts) AS r(id, outcome, reason, code, text)
           WHERE a.id = r.id AND (a.outcome IS NULL OR a.outcome = 'unknown');
        END IF;
        RETURN QUERY UPDATE attempt a SET phase = 'data'
                       FROM unnest(entering) AS r(id)
                      WHERE a.id = r.id AND a.outcome IS NULL AND a.phase = 'claimed'
                     RETURNING a.id;
      END $$;

      -- Room for both changes of a row beside it: no index is written for them.
      ALTER TABLE attempt SET (fillfactor = 50);
      -- Statistics are made anew every few seconds while a wave grows the table, and cost by what is in the columns.
      ALTER TABLE message ${UNASKED.map((name) => `ALTER COLUMN ${name} SET STATISTICS 0`).join(', ')};
      ALTER TABLE attempt ALTER COLUMN reason SET STATISTICS 0;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
