import type { MigrationInterface, QueryRunner } from 'typeorm';

// contracts: nothing, because the version before writes no values of an employer's fields into facts, and forgets the rest as it did.
/** Looks at people's contact data, one row of a person and a record in a while; and values of facts that go with their words. */
export class LooksAtPeople1764000000060 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Adds a look to the audit unless the same person or program has had the same one, of as many people, since an instant; answers whether it did.
      -- Every page with people asks, and it is one round trip so. It names the area itself, as due_tasks does, and reads of the
      -- entries no more than the caller's may.
      CREATE FUNCTION note_look(area text, look_id uuid, look_at timestamptz, since timestamptz, by_actor jsonb, of_verb text,
        of_resource text, of_subject text, of_employer uuid, of_contact uuid, people integer)
      RETURNS boolean LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
      BEGIN
        PERFORM set_config('app.areas', area, true);
        INSERT INTO audit_entry (id, at, area_id, kind, actor, verb, resource, subject, employer_id, contact_id, row_count)
        SELECT look_id, look_at, area::uuid, 'read', by_actor, of_verb, of_resource, of_subject, of_employer, of_contact, people
         WHERE NOT EXISTS (
           SELECT FROM audit_entry e
            WHERE e.area_id = area::uuid AND e.actor_id = by_actor ->> 'id' AND e.at > since AND e.at <= look_at
              AND e.kind = 'read' AND e.verb = of_verb AND e.resource = of_resource
              AND e.subject IS NOT DISTINCT FROM of_subject AND e.employer_id IS NOT DISTINCT FROM of_employer
              AND e.contact_id IS NOT DISTINCT FROM of_contact AND coalesce(e.row_count, 0) >= coalesce(people, 0));
        RETURN FOUND;
      END $$;
      REVOKE ALL ON FUNCTION note_look FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION note_look TO crm_program;

      -- As it was, and with the words before and after a change of an employer.
      CREATE OR REPLACE FUNCTION forget_fact_words(ids uuid[])
      RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE n integer;
      BEGIN
        UPDATE fact f
           SET data = (f.data - '{why,reason,detail,owner,words}'::text[])
                      || CASE WHEN f.kind ~ '^(employers|messaging)\\.' AND f.data ? 'title'
                              THEN '{"title": "no longer kept"}'::jsonb ELSE '{}'::jsonb END,
               actor = CASE WHEN f.actor ->> 'kind' = 'link' THEN f.actor - 'label' ELSE f.actor END
         WHERE f.id = ANY (ids) AND f.area_id = ANY ((SELECT app_areas())::uuid[])
           -- By the clock of the database: nobody who works as the program takes the words of what happened lately.
           AND f.recorded_at NOT BETWEEN now() - interval '1 month' AND now();
        GET DIAGNOSTICS n = ROW_COUNT;
        RETURN n;
      END $$;
      REVOKE ALL ON FUNCTION forget_fact_words FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION forget_fact_words TO crm_program;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
