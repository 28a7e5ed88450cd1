import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Puts every employer at the stage its signature gives it, and writes that onto its timeline. Before, a stage could be
 * moved to Lapsed by hand while the signature held, and no stage said by itself that a review was due.
 * The same as stageByCharter (libs/employers), which keeps it so from here on, but for one thing that rule never meets: a
 * stage of a signatory without any signature ever is nothing that lapsed, and goes back to Considering (decision 0025).
 * Doing it again changes nothing.
 */
export const stagesFollowCharters = `
  WITH said AS (
    SELECT e.id, e.area_id, e.stage AS was,
           CASE WHEN c.review_due_on <= (now() AT TIME ZONE 'Europe/London')::date THEN 'review_due'
                WHEN c.id IS NOT NULL THEN CASE e.stage WHEN 'active' THEN 'active' ELSE 'signed' END
                WHEN e.stage IN ('signed', 'active', 'review_due')
                  THEN CASE WHEN EXISTS (SELECT FROM charter p WHERE p.area_id = e.area_id AND p.employer_id = e.id)
                            THEN 'lapsed' ELSE 'considering' END
                ELSE e.stage END AS stage
      FROM employer e
      LEFT JOIN charter c ON c.area_id = e.area_id AND c.employer_id = e.id AND c.ended_on IS NULL
     WHERE e.closed_at IS NULL AND e.merged_into IS NULL
  ), moved AS (
    UPDATE employer e SET stage = s.stage, stage_since = now()
      FROM said s WHERE e.area_id = s.area_id AND e.id = s.id AND e.stage <> s.stage
    RETURNING e.id, e.area_id, s.was, s.stage
  )
  INSERT INTO fact (id, area_id, kind, employer_id, subject, happened_at, recorded_at, actor, data)
  SELECT gen_random_uuid(), area_id, 'employers.stage-moved', id, NULL, now(), now(),
         '{"kind": "program", "label": "The program"}',
         jsonb_build_object('from', was, 'to', stage, 'charter', true, 'why', 'The stage now follows the charter')
    FROM moved`;

export class OneLapsed1764000000026 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // The wall stands for the owner, too: every area is named.
    await db.query(
      `SELECT set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true)`,
    );
    await db.query(stagesFollowCharters);
    await db.query(`
      -- A task that is not wanted any more; kept, so that calling it off can be undone.
      ALTER TABLE task ADD COLUMN called_off_at timestamptz,
        ADD CONSTRAINT task_ended_once CHECK (done_at IS NULL OR called_off_at IS NULL);
      GRANT UPDATE (called_off_at) ON task TO crm_program;
      -- task_employer stays whole: the foreign key needs it, and an employer has few tasks.
      DROP INDEX task_due;
      CREATE INDEX task_due ON task (area_id, due_on, id) WHERE done_at IS NULL AND called_off_at IS NULL;
      CREATE INDEX task_owner ON task (area_id, owner_id, due_on, id) WHERE done_at IS NULL AND called_off_at IS NULL;
      CREATE INDEX task_ended ON task (area_id, (coalesce(done_at, called_off_at)) DESC, id DESC)
        WHERE done_at IS NOT NULL OR called_off_at IS NOT NULL;
      -- What became of one task, for its page.
      CREATE INDEX fact_task ON fact (area_id, subject, happened_at DESC) WHERE starts_with(subject, 'task:');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
