import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

/** By what an employer can be found when something may be it (docs/decisions/0040-one-matching-rule.md). */
export class MatchKeys1764000000053 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `SELECT set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true)`,
    );
    await db.query(`
      -- Equal texts for an index: only operators that leak nothing reach one behind the wall. Kept by triggers, so that
      -- no way of writing an employer or a contact can forget them.
      CREATE TABLE match_key (
        area_id uuid NOT NULL REFERENCES area (id),
        -- n and a name's letters, d and a domain, t and the digits of a telephone number
        key text COLLATE "C" NOT NULL,
          -- The employer or the contact it comes from, with which it goes; no foreign key, which would count as a use of them.
        record_id uuid NOT NULL,
        employer_id uuid NOT NULL,
        PRIMARY KEY (area_id, key, record_id)
      );
      CREATE INDEX match_key_record ON match_key (area_id, record_id);
      CREATE INDEX employer_postcode ON employer (area_id, postcode) WHERE postcode IS NOT NULL;
      ${enableAreaRls('match_key', { delete: true })}

      -- A name's key without blanks and without what says only how the employer is set up.
      CREATE FUNCTION match_name(key text) RETURNS text IMMUTABLE LANGUAGE sql SET search_path = pg_catalog AS $$
        SELECT 'n ' || left(replace(regexp_replace(key, '( (plc|llp|lp|cic|cio|co|ltd))+$', ''), ' ', ''), 300) $$;
      CREATE FUNCTION match_domain(address text) RETURNS text IMMUTABLE LANGUAGE sql SET search_path = pg_catalog AS $$
        SELECT 'd ' || nullif(left(regexp_replace(regexp_replace(lower(trim(address)), '^([a-z]+://)?(www\\.)?|^.*@', ''), '[/:?#].*$', ''), 300), '') $$;
      CREATE FUNCTION match_phone(phone text) RETURNS text IMMUTABLE LANGUAGE sql SET search_path = pg_catalog AS $$
        SELECT 't ' || nullif(left(regexp_replace(regexp_replace(replace(phone, '(0)', ''), '[^0-9]', '', 'g'), '^(0044|44|0)', ''), 30), '') $$;
      REVOKE ALL ON FUNCTION match_name, match_domain, match_phone FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION match_name, match_domain, match_phone TO crm_program;

      CREATE FUNCTION employer_match_keys() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
          IF TG_OP <> 'INSERT' THEN
            DELETE FROM match_key WHERE area_id = OLD.area_id AND record_id = OLD.id;
          END IF;
          IF TG_OP = 'DELETE' THEN RETURN NULL; END IF;
          INSERT INTO match_key (area_id, key, record_id, employer_id)
          SELECT NEW.area_id, key, NEW.id, NEW.id
            FROM (SELECT match_name(name) AS key FROM unnest(NEW.trading_keys || NEW.name_key) name
                  UNION SELECT match_domain(NEW.website)) k
           WHERE key IS NOT NULL;
          RETURN NULL;
        END $$;
      CREATE FUNCTION contact_match_keys() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
        BEGIN
          IF TG_OP <> 'INSERT' THEN
            DELETE FROM match_key WHERE area_id = OLD.area_id AND record_id = OLD.id;
          END IF;
          IF TG_OP <> 'DELETE' AND NEW.left_at IS NULL THEN
            INSERT INTO match_key (area_id, key, record_id, employer_id)
            SELECT NEW.area_id, key, NEW.id, NEW.employer_id
              FROM (SELECT match_domain(NEW.email_key) AS key UNION SELECT match_phone(NEW.phone)) k
             WHERE key IS NOT NULL;
          END IF;
          RETURN NULL;
        END $$;
      REVOKE ALL ON FUNCTION employer_match_keys, contact_match_keys FROM PUBLIC;

      CREATE TRIGGER match_keys_new AFTER INSERT ON employer FOR EACH ROW EXECUTE FUNCTION employer_match_keys();
      CREATE TRIGGER match_keys_changed AFTER UPDATE ON employer FOR EACH ROW
        WHEN ((OLD.name_key, OLD.trading_keys, OLD.website) IS DISTINCT FROM (NEW.name_key, NEW.trading_keys, NEW.website))
        EXECUTE FUNCTION employer_match_keys();
      CREATE TRIGGER match_keys_gone AFTER DELETE ON employer FOR EACH ROW EXECUTE FUNCTION employer_match_keys();
      CREATE TRIGGER match_keys_new AFTER INSERT ON contact FOR EACH ROW EXECUTE FUNCTION contact_match_keys();
      CREATE TRIGGER match_keys_changed AFTER UPDATE ON contact FOR EACH ROW
        WHEN ((OLD.employer_id, OLD.email_key, OLD.phone, OLD.left_at)
              IS DISTINCT FROM (NEW.employer_id, NEW.email_key, NEW.phone, NEW.left_at))
        EXECUTE FUNCTION contact_match_keys();
      CREATE TRIGGER match_keys_gone AFTER DELETE ON contact FOR EACH ROW EXECUTE FUNCTION contact_match_keys();

      INSERT INTO match_key (area_id, key, record_id, employer_id)
      SELECT e.area_id, k.key, e.id, e.id FROM employer e
       CROSS JOIN LATERAL (SELECT match_name(name) AS key FROM unnest(e.trading_keys || e.name_key) name
                           UNION SELECT match_domain(e.website)) k
       WHERE k.key IS NOT NULL;
      INSERT INTO match_key (area_id, key, record_id, employer_id)
      SELECT c.area_id, k.key, c.id, c.employer_id FROM contact c
       CROSS JOIN LATERAL (SELECT match_domain(c.email_key) AS key UNION SELECT match_phone(c.phone)) k
       WHERE c.left_at IS NULL AND k.key IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
