import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DueTasks1764000000044 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- How many open tasks a person has in an area that are due by a day: every staff page asks, and it is one round trip
      -- so. It names the area itself and is planned for each call, as write_journal does and is.
      CREATE FUNCTION due_tasks(area text, person uuid, by_day date)
      RETURNS integer LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
      BEGIN
        PERFORM set_config('app.areas', area, true);
        RETURN (SELECT count(*) FROM task t
                 WHERE t.area_id = area::uuid AND t.owner_id = person AND t.due_on <= by_day
                   AND t.done_at IS NULL AND t.called_off_at IS NULL);
      END $$;
      REVOKE ALL ON FUNCTION due_tasks FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION due_tasks TO crm_program;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
