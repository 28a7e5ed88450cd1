import type { MigrationInterface, QueryRunner } from 'typeorm';

// contracts: nothing, because the version before deletes values only in its specs, and erases nothing as young as this refuses
// unless somebody set a period shorter than any may be now.
/** What the program may take out of the audit, and that taking leaves a trace. */
export class AuditFloors1764000000053 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Values go by this function only, which says so in the audit itself; that entry is sealed like any other.
      REVOKE DELETE ON audit_value FROM crm_program;

      -- Takes names, reasons and values out of an area's entries about a record, and adds the entry that says how many. It
      -- runs as the owner, whom the wall does not hold, and so asks itself whether its caller's transaction has named the area.
      CREATE FUNCTION forget_audit_values(of_area uuid, of_subject text, by_actor jsonb) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        n integer;
      BEGIN
        IF NOT coalesce(of_area = ANY ((SELECT app_areas())::uuid[]), false) THEN
          RETURN 0;
        END IF;
        DELETE FROM audit_value v USING audit_entry e
         WHERE e.area_id = of_area AND v.area_id = of_area AND v.entry_id = e.id
           AND (e.subject = of_subject OR e.employer_id::text = of_subject OR e.contact_id::text = of_subject);
        GET DIAGNOSTICS n = ROW_COUNT;
        INSERT INTO audit_entry (id, at, area_id, actor, verb, resource, subject, row_count)
        VALUES (gen_random_uuid(), now(), of_area, by_actor, 'erase', 'audit_value', of_subject, n);
        RETURN n;
      END $$;

      -- As it was, with the shortest time anybody may set for each kind (audit-retention.ts), by the clock of the database.
      CREATE OR REPLACE FUNCTION erase_audit(of_kind text, before timestamptz, now timestamptz) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        gone integer;
        least interval := CASE of_kind WHEN 'change' THEN '24 months' WHEN 'read' THEN '12 months' ELSE '6 months' END;
      BEGIN
        IF before > pg_catalog.now() - least + interval '1 day' THEN
          RAISE EXCEPTION 'The audit of the last % cannot be erased', least USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('audit seal', 0));
        WITH ended AS (
          UPDATE audit_seal s SET removed_at = now
           WHERE s.kind = of_kind AND s.removed_at IS NULL AND s.sealed_at < before
             AND NOT EXISTS (SELECT FROM audit_entry e WHERE e.seal = s.number AND e.at >= before)
          RETURNING s.number
        ), entries AS (
          DELETE FROM audit_entry e USING ended WHERE e.seal = ended.number RETURNING e.id
        ), held AS (
          DELETE FROM audit_value v USING entries WHERE v.entry_id = entries.id
        )
        SELECT count(*) INTO gone FROM entries;
        RETURN gone;
      END $$;
      REVOKE ALL ON FUNCTION forget_audit_values, erase_audit FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION forget_audit_values, erase_audit TO crm_program;
    `);
    // Nobody needs tables that hide others of the same name.
    const [{ name }] = (await db.query(`SELECT quote_ident(current_database()) AS name`)) as [
      { name: string },
    ];
    await db.query(`REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
