import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTable } from './support/row-level-security.js';

/** How long what is kept, what will go and what went. */
// contracts: nothing, because the version before always names the contact of an answer and an invitation, and reads those
// without one only of surveys that closed years ago.
export class Retention1764000000049 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- All three name kinds of records and count; a null area means the installation.
      CREATE TABLE retention_period (
        id uuid PRIMARY KEY,
        area_id uuid REFERENCES area (id),
        record text NOT NULL,
        -- In months or days, as the record's declaration says.
        length integer NOT NULL CHECK (length >= 1),
        changed_at timestamptz NOT NULL,
        changed_by jsonb NOT NULL,
        reason text NOT NULL CHECK (char_length(reason) BETWEEN 10 AND 300),
        CONSTRAINT retention_period_once UNIQUE NULLS NOT DISTINCT (area_id, record)
      );
      ${grantTable('retention_period', { update: ['length', 'changed_at', 'changed_by', 'reason'] })}

      -- What a night found that the night seven days later will take: nothing goes that none of these has named.
      CREATE TABLE retention_announcement (
        id uuid PRIMARY KEY,
        area_id uuid REFERENCES area (id),
        record text NOT NULL,
        announced_on date NOT NULL,
        announced_at timestamptz NOT NULL,
        -- What was over by then goes.
        cutoff timestamptz NOT NULL,
        due integer NOT NULL CHECK (due >= 0),
        -- When administrators were written to about it.
        told_at timestamptz,
        CONSTRAINT retention_announcement_once UNIQUE NULLS NOT DISTINCT (area_id, record, announced_on)
      );
      ${grantTable('retention_announcement', { update: ['told_at'], delete: true })}

      CREATE TABLE retention_run (
        id uuid PRIMARY KEY,
        area_id uuid REFERENCES area (id),
        record text NOT NULL,
        ran_on date NOT NULL,
        ran_at timestamptz NOT NULL,
        removed integer NOT NULL CHECK (removed >= 0),
        -- How many of them stand in the audit.
        audited integer NOT NULL DEFAULT 0 CHECK (audited BETWEEN 0 AND removed),
        CONSTRAINT retention_run_once UNIQUE NULLS NOT DISTINCT (area_id, record, ran_on)
      );
      ${grantTable('retention_run', { update: ['ran_at', 'removed', 'audited'] })}

      -- A contact that was erased: its row stays as a stub, so that what refers to it does not break.
      ALTER TABLE contact ADD COLUMN erased_at timestamptz;
      GRANT UPDATE (erased_at) ON contact TO crm_program;

      -- Who answered goes years before what the organisation answered.
      ALTER TABLE invitation ALTER COLUMN contact_id DROP NOT NULL;
      ALTER TABLE answer ALTER COLUMN contact_id DROP NOT NULL;
      GRANT UPDATE (contact_id) ON invitation, answer TO crm_program;
      GRANT DELETE ON answer TO crm_program;

      GRANT UPDATE (data, recipient_name, cause, contact_id) ON message TO crm_program;
      GRANT DELETE ON attempt, delivery_event, returned_reading, link_token, api_token TO crm_program;
      GRANT UPDATE (readings, envelope_to) ON returned_mail TO crm_program;
      GRANT UPDATE (signatory_name, signatory_role) ON charter TO crm_program;
      GRANT UPDATE (booker_phone, content_hash) ON booking TO crm_program;
      GRANT DELETE ON person_key TO crm_program;

      -- Facts are never changed, but for words that name people once their time is over. Figures, dates, ids and keys stay,
      -- whatever it is asked. It runs as the owner of the table, whom the wall may not hold, and so asks itself for the areas
      -- its caller's transaction has named by set_config('app.areas', …). Nothing is changed here and now.
      CREATE FUNCTION forget_fact_words(ids uuid[])
      RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE n integer;
      BEGIN
        UPDATE fact f
           SET data = (f.data - '{why,reason,detail,owner}'::text[])
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
