import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The choice of the list's filter an employer's size falls under. */
const size = (row: string): string => `CASE WHEN ${row}.size_band IS NOT NULL THEN ${row}.size_band
  WHEN ${row}.reported_size IS NULL THEN 'unknown' WHEN ${row}.people_from >= 500 THEN 'from_500' ELSE 'reported' END`;

/** What counts together, of those that are listed; \`n\` of each. */
const counted = (rows: string, n: string): string => `
  SELECT r.area_id, r.stage, coalesce(r.sector, 'unknown') AS sector, ${size('r')} AS size, r.authority_code, r.authority_name,
         ${n} AS n
    FROM ${rows} r WHERE r.merged_into IS NULL AND r.closed_at IS NULL`;
const added = (rows: string): string => `
  INSERT INTO employer_tally (area_id, stage, sector, size, authority_code, authority_name, n)
  SELECT area_id, stage, sector, size, authority_code, authority_name, sum(n) FROM (${rows}) r
   GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0`;
const asOwner = 'SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp';

// contracts: nothing, because the version before sorts by people without the index too, and slower.
/** How many employers there are of each stage, sector, size and authority, so that the list counts none; and its order by people. */
export class EmployerTally1764000000065 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `SELECT set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true)`,
    );
    await db.query(`
      -- Rows add up: who changes an employer adds one more and never waits for another who does. Now and then they are added up.
      CREATE TABLE employer_tally (
        area_id uuid NOT NULL,
        stage text NOT NULL,
        sector text NOT NULL,
        size text NOT NULL,
        authority_code text,
        authority_name text,
        n integer NOT NULL
      );
      CREATE INDEX employer_tally_area ON employer_tally (area_id);
      ALTER TABLE employer_tally ENABLE ROW LEVEL SECURITY;
      ALTER TABLE employer_tally FORCE ROW LEVEL SECURITY;
      CREATE POLICY area_wall ON employer_tally USING (area_id = ANY ((SELECT app_areas())::uuid[]));
      GRANT SELECT ON employer_tally TO crm_program;

      CREATE FUNCTION tally_employers_added() RETURNS trigger LANGUAGE plpgsql ${asOwner} AS $$
      BEGIN
        ${added(counted('new_rows', '1'))};
        RETURN NULL;
      END $$;
      CREATE FUNCTION tally_employers_deleted() RETURNS trigger LANGUAGE plpgsql ${asOwner} AS $$
      BEGIN
        ${added(counted('old_rows', '-1'))};
        RETURN NULL;
      END $$;
      CREATE FUNCTION tally_employers_changed() RETURNS trigger LANGUAGE plpgsql ${asOwner} AS $$
      BEGIN
        ${added(`${counted('new_rows', '1')} UNION ALL ${counted('old_rows', '-1')}`)};
        RETURN NULL;
      END $$;
      -- One in a hundred statements adds its area up; who finds another at it leaves it to them.
      CREATE FUNCTION tally_employers_added_up() RETURNS trigger LANGUAGE plpgsql ${asOwner} AS $$
      BEGIN
        IF random() < 0.01 AND pg_try_advisory_xact_lock(hashtext('employer_tally')) THEN
          WITH gone AS (DELETE FROM employer_tally WHERE area_id IN (SELECT area_id FROM new_rows) RETURNING *)
          ${added('SELECT * FROM gone')};
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER tally_added AFTER INSERT ON employer REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION tally_employers_added();
      CREATE TRIGGER tally_changed AFTER UPDATE ON employer REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION tally_employers_changed();
      CREATE TRIGGER tally_deleted AFTER DELETE ON employer REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION tally_employers_deleted();
      CREATE TRIGGER added_up AFTER INSERT ON employer_tally REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT WHEN (pg_trigger_depth() < 2) EXECUTE FUNCTION tally_employers_added_up();
      ${added(counted('employer', '1'))};

      -- The list by people, where it is not known of all.
      DROP INDEX employer_people;
      CREATE INDEX employer_people ON employer (area_id, (coalesce(people_from, -1)), id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
