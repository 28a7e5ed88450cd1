import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTable } from './support/row-level-security.js';

/** Stands for the whole installation where an entry is of no area, as in `caught_mail`. */
const NONE = `'00000000-0000-0000-0000-000000000000'`;

/** Rows are read where their area is named, the installation as one; added they are from anywhere, so that nothing goes unrecorded. */
const wall = (table: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
  ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY area_wall ON ${table} USING (area_id = ANY ((SELECT app_areas())::uuid[]));
  CREATE POLICY may_be_added ON ${table} FOR INSERT WITH CHECK (true);
  -- The functions below seal and check rows of all areas; they answer numbers and hashes.
  CREATE POLICY sealed_by_owner ON ${table} TO CURRENT_USER USING (true);`;

/** What a seal covers of itself, onto the hash of the one before. */
const sealHash = (before: string, row: string): string => `sha256(coalesce(${before}, '') || convert_to(
  concat_ws('|', ${row}number, extract(epoch FROM ${row}sealed_at), ${row}kind, ${row}entries), 'UTF8') || ${row}entries_hash)`;

/** Digest of a value row `v`. */
const valueHash = `sha256(convert_to(v.salt || v.value::text, 'UTF8'))`;
const entriesHash = `coalesce(sha256(string_agg(audit_digest(e), ''::bytea ORDER BY e.id)), '')`;

// contracts: nothing, because the version before adds entries as it did (a trigger sets aside what is personal) and reads of them
// only who changed a setting last, which it finds nothing of until it is ended.
/** The audit stands behind the wall, holds personal values apart, and is sealed. */
export class Audit1764000000047 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE audit_entry
        DROP CONSTRAINT audit_entry_area_id_fkey,
        ADD COLUMN kind text NOT NULL DEFAULT 'change' CHECK (kind IN ('change', 'read', 'sign-in')),
        -- Whose records it is about, for whoever asks who saw them.
        ADD COLUMN employer_id uuid,
        ADD COLUMN contact_id uuid,
        -- Digest of what lies in audit_value, salted there.
        ADD COLUMN value_hash bytea,
        ADD COLUMN seal bigint,
        ADD COLUMN actor_id text GENERATED ALWAYS AS (actor ->> 'id') STORED;

      -- What is personal in an entry. It can go; the entry and its seal stay as they are.
      CREATE TABLE audit_value (
        entry_id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        salt uuid NOT NULL,
        value jsonb NOT NULL
      );
      ${grantTable('audit_value', { delete: true })}

      CREATE FUNCTION audit_set_aside() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        held jsonb := jsonb_strip_nulls(jsonb_build_object(
          'label', NEW.actor -> 'label', 'reason', to_jsonb(NEW.reason), 'changes', NEW.changes));
        salt uuid := gen_random_uuid();
      BEGIN
        NEW.area_id := coalesce(NEW.area_id, ${NONE});
        NEW.kind := CASE WHEN NEW.resource = 'sign_in_session' THEN 'sign-in' ELSE NEW.kind END;
        NEW.actor := NEW.actor - 'label';
        NEW.reason := NULL;
        NEW.changes := NULL;
        NEW.seal := NULL;
        IF held <> '{}' THEN
          INSERT INTO audit_value VALUES (NEW.id, NEW.area_id, salt, held);
          NEW.value_hash := sha256(convert_to(salt || held::text, 'UTF8'));
        END IF;
        RETURN NEW;
      END $$;
      REVOKE ALL ON FUNCTION audit_set_aside FROM PUBLIC;

      WITH told AS (
        SELECT id, coalesce(area_id, ${NONE}) AS area_id, gen_random_uuid() AS salt, jsonb_strip_nulls(jsonb_build_object(
                 'label', actor -> 'label', 'reason', to_jsonb(reason), 'changes', changes)) AS value
          FROM audit_entry
      )
      INSERT INTO audit_value (entry_id, area_id, salt, value)
      SELECT id, area_id, salt, value FROM told WHERE value <> '{}';
      UPDATE audit_entry e
         SET area_id = coalesce(area_id, ${NONE}), actor = actor - 'label', reason = NULL, changes = NULL,
             kind = CASE WHEN resource = 'sign_in_session' THEN 'sign-in' ELSE 'change' END,
             value_hash = (SELECT ${valueHash} FROM audit_value v WHERE v.entry_id = e.id);
    `);
    await db.query(`
      ALTER TABLE audit_entry
        ALTER COLUMN area_id SET NOT NULL,
        -- They are how an entry is handed in; the trigger has set them aside by then.
        ADD CONSTRAINT audit_entry_aside CHECK (reason IS NULL AND changes IS NULL AND NOT actor ? 'label');
      CREATE TRIGGER audit_set_aside BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_set_aside();
      DROP INDEX audit_entry_area, audit_entry_subject;
      CREATE INDEX audit_entry_area ON audit_entry (area_id, at DESC, id DESC);
      CREATE INDEX audit_entry_actor ON audit_entry (area_id, actor_id, at DESC, id DESC);
      CREATE INDEX audit_entry_subject ON audit_entry (area_id, subject, at DESC, id DESC);
      CREATE INDEX audit_entry_employer ON audit_entry (area_id, employer_id, at DESC, id DESC) WHERE employer_id IS NOT NULL;
      CREATE INDEX audit_entry_seal ON audit_entry (seal, id);
      ${wall('audit_entry')}
      ${wall('audit_value')}

      -- An entry with its personal values, as far as they are kept.
      CREATE VIEW audit_line WITH (security_invoker = true) AS
        SELECT e.id, e.at, e.area_id, e.kind, e.actor || jsonb_strip_nulls(jsonb_build_object('label', v.value -> 'label')) AS actor,
               e.actor_id, e.verb, e.resource, e.subject, e.employer_id, e.contact_id, e.row_count,
               v.value ->> 'reason' AS reason, v.value -> 'changes' AS changes, e.seal
          FROM audit_entry e LEFT JOIN audit_value v ON v.area_id = e.area_id AND v.entry_id = e.id;
      GRANT SELECT ON audit_line TO crm_program;

      -- One for each kind of entry of a minute, so that what is kept for less long can go as a whole.
      CREATE TABLE audit_seal (
        number bigint PRIMARY KEY,
        sealed_at timestamptz NOT NULL,
        kind text NOT NULL,
        entries integer NOT NULL,
        entries_hash bytea NOT NULL,
        hash bytea NOT NULL,
        -- When its entries were erased because their time was over.
        removed_at timestamptz
      );
      CREATE INDEX audit_seal_kept ON audit_seal (kind, sealed_at) WHERE removed_at IS NULL;
      GRANT SELECT ON audit_seal TO crm_program;

      -- What the last check found: one row.
      CREATE TABLE audit_check (
        id integer PRIMARY KEY CHECK (id = 1),
        checked_at timestamptz NOT NULL,
        sealed_to timestamptz,
        seals bigint NOT NULL,
        entries bigint NOT NULL,
        removed bigint NOT NULL,
        head text,
        broken bigint
      );
      GRANT SELECT ON audit_check TO crm_program;
    `);
    await db.query(`
      CREATE FUNCTION audit_digest(e audit_entry) RETURNS bytea STABLE LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT sha256(convert_to(jsonb_build_array(e.id, extract(epoch FROM e.at), e.area_id, e.kind, e.actor, e.verb, e.resource,
          e.subject, e.employer_id, e.contact_id, e.row_count, encode(e.value_hash, 'hex'))::text, 'UTF8')) $$;
      REVOKE ALL ON FUNCTION audit_digest FROM PUBLIC;

      -- Seals what has no seal yet, and answers how many entries. It waits for no writer and holds up none: an entry that commits
      -- after the statement began has no seal, so the next one takes it, however early its time is.
      CREATE FUNCTION seal_audit(now timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        of_kind text;
        last audit_seal;
        next_number bigint;
        sealed integer := 0;
        n integer;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('audit seal', 0));
        FOREACH of_kind IN ARRAY ARRAY['change', 'read', 'sign-in'] LOOP
          SELECT * INTO last FROM audit_seal ORDER BY number DESC LIMIT 1;
          next_number := coalesce(last.number, 0) + 1;
          UPDATE audit_entry SET seal = next_number WHERE seal IS NULL AND kind = of_kind;
          GET DIAGNOSTICS n = ROW_COUNT;
          CONTINUE WHEN n = 0;
          INSERT INTO audit_seal (number, sealed_at, kind, entries, entries_hash, hash)
          SELECT s.*, ${sealHash('last.hash', 's.')}
            FROM (SELECT next_number AS number, now AS sealed_at, of_kind AS kind, n AS entries, ${entriesHash} AS entries_hash
                    FROM audit_entry e WHERE e.seal = next_number) s;
          sealed := sealed + n;
        END LOOP;
        RETURN sealed;
      END $$;

      -- Goes along the whole chain and writes down what it found. \`broken\`: the first seal that does not fit.
      CREATE FUNCTION check_audit(now timestamptz) RETURNS SETOF audit_check LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        RETURN QUERY INSERT INTO audit_check AS c
          SELECT 1, now, max(s.sealed_at), count(*), coalesce(sum(s.entries) FILTER (WHERE s.removed_at IS NULL), 0),
                 coalesce(sum(s.entries) FILTER (WHERE s.removed_at IS NOT NULL), 0),
                 (SELECT number || ':' || encode(hash, 'hex') FROM audit_seal ORDER BY number DESC LIMIT 1),
                 min(s.number) FILTER (WHERE NOT s.fits)
            FROM (
              SELECT a.*, a.number = coalesce(lag(a.number) OVER w, 0) + 1
                  AND a.hash = ${sealHash('lag(a.hash) OVER w', 'a.')}
                  AND CASE WHEN a.removed_at IS NULL THEN a.entries = r.n AND a.entries_hash = r.hashed AND r.held ELSE r.n = 0 END AS fits
                FROM audit_seal a
                -- A value may be gone; one that is there has to be the one that was set aside.
                LEFT JOIN LATERAL (
                  SELECT count(*) AS n, ${entriesHash} AS hashed,
                         coalesce(bool_and(v.entry_id IS NULL OR coalesce(e.value_hash = ${valueHash}, false)), true) AS held
                    FROM audit_entry e LEFT JOIN audit_value v ON v.entry_id = e.id
                   WHERE e.seal = a.number) r ON true
              WINDOW w AS (ORDER BY a.number)
            ) s
          ON CONFLICT (id) DO UPDATE SET checked_at = EXCLUDED.checked_at, sealed_to = EXCLUDED.sealed_to, seals = EXCLUDED.seals,
             entries = EXCLUDED.entries, removed = EXCLUDED.removed, head = EXCLUDED.head, broken = EXCLUDED.broken
          RETURNING c.*;
      END $$;

      -- Erases the entries of a kind whose seals are older; the seals stay and say that theirs went. Refuses what is younger than
      -- 6 months by the clock of the database, the shortest anybody may set, so that nobody who works as the program takes away what happened just now.
      CREATE FUNCTION erase_audit(of_kind text, before timestamptz, now timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        gone integer;
      BEGIN
        IF before > pg_catalog.now() - interval '6 months' + interval '1 day' THEN
          RAISE EXCEPTION 'The audit of the last 6 months cannot be erased' USING ERRCODE = 'insufficient_privilege';
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
      REVOKE ALL ON FUNCTION seal_audit, check_audit, erase_audit FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION seal_audit, check_audit, erase_audit TO crm_program;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
