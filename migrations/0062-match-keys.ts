import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

/** By what an employer can be found when something may be it (docs/decisions/0040-one-matching-rule.md). */
export class MatchKeys1764000000062 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `SELECT set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true)`,
    );
    await db.query(`
      -- Equal texts for an index: only operators that leak nothing reach one behind the wall. Kept by triggers, so that
      -- no way of writing an employer or a contact can forget them.
      CREATE TABLE match_key (
        area_id uuid NOT NULL REFERENCES area (id),
        -- A letter for what it is, and a text: n a name's letters, r register and number, p a postcode, d a domain, t the
        -- digits of a telephone number.
        key text COLLATE "C" NOT NULL,
        -- The employer or the contact it comes from, with which it goes; no foreign key, which would count as a use of them.
        record_id uuid NOT NULL,
        employer_id uuid NOT NULL,
        PRIMARY KEY (area_id, key, record_id)
      );
      CREATE INDEX match_key_record ON match_key (record_id);
      ${enableAreaRls('match_key', { delete: true })}
      -- No index serves this wall, so that a table which has just grown is never read by its area alone (decision 0017).
      ALTER POLICY area_wall ON match_key USING (coalesce(area_id = ANY ((SELECT app_areas())::uuid[]), false));

      -- A name's key without blanks and without what says only how the employer is set up.
      CREATE FUNCTION match_name(key text) RETURNS text IMMUTABLE LANGUAGE sql SET search_path = pg_catalog AS $$
        SELECT 'n ' || left(replace(regexp_replace(key, '( (plc|llp|lp|cic|cio|co|ltd))+$', ''), ' ', ''), 300) $$;
      CREATE FUNCTION match_domain(address text) RETURNS text IMMUTABLE LANGUAGE sql SET search_path = pg_catalog AS $$
        SELECT 'd ' || nullif(left(regexp_replace(regexp_replace(lower(trim(address)), '^([a-z]+://)?(www\\.)?|^.*@', ''), '[/:?#].*$', ''), 300), '') $$;
      CREATE FUNCTION match_phone(phone text) RETURNS text IMMUTABLE LANGUAGE sql SET search_path = pg_catalog AS $$
        SELECT 't ' || nullif(left(regexp_replace(regexp_replace(replace(phone, '(0)', ''), '[^0-9]', '', 'g'), '^(0044|44|0)', ''), 30), '') $$;
      REVOKE ALL ON FUNCTION match_name, match_domain, match_phone FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION match_name, match_domain, match_phone TO crm_program;

      -- All that an employer or a contact can be found by; none of a contact who has left.
      CREATE FUNCTION keys_of_employer(
        name_key text, trading_keys text[], website text, postcode text, register text, register_number text) RETURNS SETOF text STABLE LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT key FROM (SELECT match_name(name) AS key FROM unnest(trading_keys || name_key) name
                         UNION SELECT match_domain(website)
                         UNION SELECT 'p ' || replace(postcode, ' ', '')
                         UNION SELECT 'r ' || register || ':' || register_number) k WHERE key IS NOT NULL $$;
      CREATE FUNCTION keys_of_contact(email_key text, phone text, left_at timestamptz) RETURNS SETOF text STABLE LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT key FROM (SELECT match_domain(email_key) AS key UNION SELECT match_phone(phone)) k
         WHERE left_at IS NULL AND key IS NOT NULL $$;
      REVOKE ALL ON FUNCTION keys_of_employer, keys_of_contact FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION keys_of_employer, keys_of_contact TO crm_program;

      CREATE FUNCTION match_keys_new() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
          IF TG_TABLE_NAME = 'employer' THEN
            INSERT INTO match_key (area_id, key, record_id, employer_id)
            SELECT e.area_id, key, e.id, e.id FROM added e CROSS JOIN LATERAL keys_of_employer(e.name_key, e.trading_keys, e.website, e.postcode, e.register, e.register_number) key;
          ELSE
            INSERT INTO match_key (area_id, key, record_id, employer_id)
            SELECT c.area_id, key, c.id, c.employer_id FROM added c CROSS JOIN LATERAL keys_of_contact(c.email_key, c.phone, c.left_at) key;
          END IF;
          RETURN NULL;
        END $$;
      -- By the record's key, whatever the table was when the plan was made, which a connection keeps.
      CREATE FUNCTION match_keys_changed() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
        BEGIN
          DELETE FROM match_key WHERE record_id = OLD.id;
          IF TG_OP = 'DELETE' THEN
            RETURN NULL;
          ELSIF TG_TABLE_NAME = 'employer' THEN
            INSERT INTO match_key (area_id, key, record_id, employer_id)
            SELECT NEW.area_id, key, NEW.id, NEW.id FROM keys_of_employer(NEW.name_key, NEW.trading_keys, NEW.website, NEW.postcode, NEW.register, NEW.register_number) key;
          ELSE
            INSERT INTO match_key (area_id, key, record_id, employer_id)
            SELECT NEW.area_id, key, NEW.id, NEW.employer_id FROM keys_of_contact(NEW.email_key, NEW.phone, NEW.left_at) key;
          END IF;
          RETURN NULL;
        END $$;
      REVOKE ALL ON FUNCTION match_keys_new, match_keys_changed FROM PUBLIC;

      CREATE TRIGGER match_keys_new AFTER INSERT ON employer REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION match_keys_new();
      CREATE TRIGGER match_keys_changed AFTER UPDATE ON employer FOR EACH ROW
        WHEN ((OLD.name_key, OLD.trading_keys, OLD.website, OLD.postcode, OLD.register, OLD.register_number)
              IS DISTINCT FROM (NEW.name_key, NEW.trading_keys, NEW.website, NEW.postcode, NEW.register, NEW.register_number))
        EXECUTE FUNCTION match_keys_changed();
      CREATE TRIGGER match_keys_gone AFTER DELETE ON employer FOR EACH ROW EXECUTE FUNCTION match_keys_changed();
      CREATE TRIGGER match_keys_new AFTER INSERT ON contact REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION match_keys_new();
      CREATE TRIGGER match_keys_changed AFTER UPDATE ON contact FOR EACH ROW
        WHEN ((OLD.employer_id, OLD.email_key, OLD.phone, OLD.left_at)
              IS DISTINCT FROM (NEW.employer_id, NEW.email_key, NEW.phone, NEW.left_at))
        EXECUTE FUNCTION match_keys_changed();
      CREATE TRIGGER match_keys_gone AFTER DELETE ON contact FOR EACH ROW EXECUTE FUNCTION match_keys_changed();

      INSERT INTO match_key (area_id, key, record_id, employer_id)
      SELECT e.area_id, key, e.id, e.id FROM employer e CROSS JOIN LATERAL keys_of_employer(e.name_key, e.trading_keys, e.website, e.postcode, e.register, e.register_number) key;
      INSERT INTO match_key (area_id, key, record_id, employer_id)
      SELECT c.area_id, key, c.id, c.employer_id FROM contact c CROSS JOIN LATERAL keys_of_contact(c.email_key, c.phone, c.left_at) key;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
