import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a session is a session of, by the name figures go by; and when it was held. */
export class CourseKinds1764000000038 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `SELECT set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true)`,
    );
    await db.query(`
      -- Null: added by the version before. family stays, for its pages.
      ALTER TABLE course ADD COLUMN kind text CHECK (kind IN ('mhfa-two-day', 'mhfa-one-day', 'mhfa-half-day',
        'mhfa-refresher', 'mhfa-managers', 'jrt', 'union-rep', 'other'));
      GRANT UPDATE (kind) ON course TO crm_program;
      UPDATE course SET kind = CASE
        WHEN family <> 'mhfa' AND title ~* '\\munion' THEN 'union-rep'
        WHEN family <> 'mhfa' THEN family
        WHEN title ~* 'refresher' THEN 'mhfa-refresher'
        WHEN title ~* 'half' THEN 'mhfa-half-day'
        WHEN title ~* 'manager' THEN 'mhfa-managers'
        WHEN title ~* '\\m(one|1)[ -]day' THEN 'mhfa-one-day'
        ELSE 'mhfa-two-day' END;

      ALTER TABLE session ADD COLUMN family text, ADD COLUMN held_at timestamptz;
      GRANT UPDATE (held_at) ON session TO crm_program;
      UPDATE session s SET family = c.kind FROM course c WHERE c.area_id = s.area_id AND c.id = s.subject_id;
      UPDATE session s SET family = e.kind FROM event e WHERE e.area_id = s.area_id AND e.id = s.subject_id;
      CREATE INDEX session_not_held ON session (area_id, id) WHERE state = 'open' AND held_at IS NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
