import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MailPlans1764000000017 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- As 0008 made it, with two changes. The ends come as lists, whose length the planner sees. And each call is planned
      -- for the attempts it names: a plan that is kept was made when the table was small and goes on reading all of it
      -- until its statistics change, so that a wave of 100,000 went half as fast as one of 10,000.
      DROP FUNCTION write_journal;
      CREATE FUNCTION write_journal(areas text, entering uuid[], ended uuid[], outcomes text[], reasons text[],
                                    codes integer[], texts text[], at timestamptz)
      RETURNS SETOF uuid LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
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
      REVOKE ALL ON FUNCTION write_journal FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION write_journal TO crm_program;

      -- The wall of these two is no way into an index (coalesce). Every list names its area itself and has its index by
      -- that; a mail that is looked up by its id has only the index of ids. By the area, which the planner takes for a rare
      -- thing while it has no statistics, it would read all mail of the area for each of them.
      ALTER POLICY area_wall ON message USING (coalesce(area_id = ANY ((SELECT app_areas())::uuid[]), false));
      ALTER POLICY area_wall ON attempt USING (coalesce(area_id = ANY ((SELECT app_areas())::uuid[]), false));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
