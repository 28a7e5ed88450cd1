import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls, grantTable } from './support/row-level-security.js';

export class MailEngine1764000000008 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The words of a sending, frozen: a mail is its edition with its own data put in, so that what was sent can be
      -- shown without a copy of it in every row.
      CREATE TABLE mail_edition (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        digest text NOT NULL,
        template text NOT NULL,
        subject text NOT NULL,
        html text NOT NULL,
        plain text NOT NULL,
        -- What the area was called, where answers went, its postal address.
        sender jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT mail_edition_area_id_key UNIQUE (area_id, id),
        CONSTRAINT mail_edition_digest_key UNIQUE (area_id, digest)
      );
      ${enableAreaRls('mail_edition')}

      -- A worker process that is alive, by the database's clock. What it has in hand names its token.
      CREATE TABLE worker_lease (
        token uuid PRIMARY KEY,
        until timestamptz NOT NULL
      );
      ${grantTable('worker_lease', { update: ['until'], delete: true })}

      DROP INDEX message_due;
      DROP INDEX message_lease;
      DROP INDEX message_verp;
      DROP INDEX message_by_state;
      -- One index says that an id is unique and carries the area for those who point at a message: every index of this
      -- table is written three times a mail.
      ALTER TABLE attempt DROP CONSTRAINT attempt_area_id_message_id_fkey;
      ALTER TABLE delivery_event DROP CONSTRAINT delivery_event_area_id_message_id_fkey;
      ALTER TABLE message
        DROP CONSTRAINT message_area_id_key,
        DROP CONSTRAINT message_pkey,
        ADD PRIMARY KEY (id, area_id);
      ALTER TABLE attempt ADD FOREIGN KEY (area_id, message_id) REFERENCES message (area_id, id);
      ALTER TABLE delivery_event ADD FOREIGN KEY (area_id, message_id) REFERENCES message (area_id, id);
      ALTER TABLE message
        -- Made of the row's id, so it is unique by it.
        DROP CONSTRAINT message_message_id_key,
        DROP CONSTRAINT message_verp_token_key,
        ADD CONSTRAINT message_verp_token_key UNIQUE (verp_token, area_id),
        DROP COLUMN html,
        DROP COLUMN plain,
        DROP COLUMN lease_until,
        DROP COLUMN phase,
        -- Lower goes first.
        ADD COLUMN priority smallint NOT NULL
          GENERATED ALWAYS AS (CASE purpose WHEN 'service' THEN 1 WHEN 'invitation' THEN 2 ELSE 3 END) STORED,
        -- Answers what the person has just done, so it goes at any hour.
        ADD COLUMN immediate boolean NOT NULL DEFAULT false,
        -- Advertises, whatever it is for.
        ADD COLUMN promotional boolean NOT NULL DEFAULT false,
        -- What one can leave alone.
        ADD COLUMN topic text,
        -- Code of what holds it back, while something does.
        ADD COLUMN hold text,
        -- What the contact policy said last: {code, sentence, at, until}.
        ADD COLUMN decision jsonb,
        -- A person's leave to go in spite of limits or hours: {by, byId, reason, covers}.
        ADD COLUMN override jsonb,
        -- The version staff had written when it was planned; null: the program's own words.
        ADD COLUMN template_id uuid,
        -- No foreign key: editions are never deleted, and its index would be written three times a mail.
        ADD COLUMN edition_id uuid,
        SET (fillfactor = 80);
      CREATE INDEX message_due ON message (priority, next_attempt_at, id) WHERE state IN ('queued', 'retry', 'unknown');
      CREATE INDEX message_expiring ON message (expires_at) WHERE state IN ('queued', 'held', 'retry');
      CREATE INDEX message_sending ON message (id) WHERE state = 'sending';
      CREATE INDEX message_by_state ON message (area_id, state, created_at DESC, id DESC) WHERE state <> 'sent';
      CREATE INDEX message_contact ON message (area_id, contact_id) WHERE contact_id IS NOT NULL;
      -- The open attempt (no outcome yet) is the arbiter of who has a mail and how far it is; it is changed twice a mail,
      -- so its pages leave room for that.
      ALTER TABLE attempt ADD COLUMN reason text, SET (fillfactor = 70);
      GRANT UPDATE (reason) ON attempt TO crm_program;

      -- What the connections of a worker have to write down, in one round trip and one commit: how their last mails ended
      -- and which mails' first bytes leave now. Answers the attempts that may go on: open ones, which nobody has taken
      -- back or stopped meanwhile. It runs with the caller's rights, behind the wall of the areas it is told.
      CREATE FUNCTION write_journal(areas text, entering uuid[], ended uuid[], ends jsonb, at timestamptz)
      RETURNS SETOF uuid LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM set_config('app.areas', areas, true);
        IF cardinality(ended) > 0 THEN
          UPDATE attempt a
             SET ended_at = at, outcome = r.outcome, reason = r.reason, smtp_code = r.code, smtp_text = r.text
            FROM jsonb_to_recordset(ends) AS r(id uuid, outcome text, reason text, code integer, text text)
           WHERE a.id = ANY(ended) AND a.id = r.id AND (a.outcome IS NULL OR a.outcome = 'unknown');
        END IF;
        RETURN QUERY UPDATE attempt a SET phase = 'data'
                      WHERE a.id = ANY(entering) AND a.outcome IS NULL AND a.phase = 'claimed'
                     RETURNING a.id;
      END $$;
      REVOKE ALL ON FUNCTION write_journal FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION write_journal TO crm_program;
      GRANT UPDATE (hold, decision, override, edition_id) ON message TO crm_program;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
