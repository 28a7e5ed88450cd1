import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls, grantTable } from './support/row-level-security.js';

export class Messaging1764000000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- One mail to one person: what is to go, and its fate. Legal moves: libs/messaging/src/message.rules.ts.
      CREATE TABLE message (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        send_key text NOT NULL,
        message_id text NOT NULL,
        verp_token text NOT NULL,
        employer_id uuid,
        contact_id uuid,
        address text NOT NULL,
        recipient_name text NOT NULL,
        purpose text NOT NULL CHECK (purpose IN ('service', 'invitation', 'engagement')),
        template text NOT NULL,
        template_version integer NOT NULL,
        data jsonb NOT NULL,
        subject text NOT NULL,
        html text,
        plain text,
        cause text NOT NULL,
        campaign text,
        state text NOT NULL CHECK (state IN ('queued', 'sending', 'retry', 'sent', 'bounced', 'failed', 'unknown',
                                             'held', 'cancelled', 'expired', 'suppressed')),
        reason text,
        attempts integer NOT NULL DEFAULT 0,
        unknowns integer NOT NULL DEFAULT 0,
        lease_token uuid,
        lease_until timestamptz,
        phase text CHECK (phase IN ('claimed', 'data')),
        created_at timestamptz NOT NULL,
        dated_at timestamptz,
        next_attempt_at timestamptz,
        give_up_at timestamptz,
        expires_at timestamptz,
        settled_at timestamptz,
        CONSTRAINT message_area_id_key UNIQUE (area_id, id),
        CONSTRAINT message_send_key_key UNIQUE (area_id, send_key),
        CONSTRAINT message_message_id_key UNIQUE (area_id, message_id),
        CONSTRAINT message_verp_token_key UNIQUE (area_id, verp_token),
        CONSTRAINT message_lease_while_sending CHECK ((state = 'sending') = (lease_token IS NOT NULL))
      );
      CREATE INDEX message_due ON message (next_attempt_at) WHERE state IN ('queued', 'retry', 'unknown');
      CREATE INDEX message_lease ON message (lease_until) WHERE state = 'sending';
      CREATE INDEX message_verp ON message (verp_token);
      CREATE INDEX message_list ON message (area_id, created_at DESC, id DESC);
      CREATE INDEX message_by_state ON message (area_id, state, created_at DESC, id DESC);
      CREATE INDEX message_employer ON message (area_id, employer_id, created_at DESC);
      CREATE INDEX message_campaign ON message (area_id, campaign) WHERE campaign IS NOT NULL;
      ${enableAreaRls('message', {
        update: [
          'address',
          'html',
          'plain',
          'state',
          'reason',
          'attempts',
          'unknowns',
          'lease_token',
          'lease_until',
          'phase',
          'dated_at',
          'next_attempt_at',
          'give_up_at',
          'expires_at',
          'settled_at',
        ],
      })}

      -- One try to hand a mail to the mail server. The phase is how far it came: claimed (nothing can have left)
      -- or data (the mail may have left).
      CREATE TABLE attempt (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        message_id uuid NOT NULL,
        number integer NOT NULL,
        lease_token uuid NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        phase text NOT NULL CHECK (phase IN ('claimed', 'data')),
        smtp_code integer,
        smtp_text text,
        outcome text CHECK (outcome IN ('sent', 'retry', 'failed', 'bounced', 'unknown', 'stopped')),
        CONSTRAINT attempt_number_key UNIQUE (area_id, message_id, number),
        FOREIGN KEY (area_id, message_id) REFERENCES message (area_id, id)
      );
      ${enableAreaRls('attempt', { update: ['ended_at', 'phase', 'smtp_code', 'smtp_text', 'outcome'] })}

      -- What came in or was decided about a mail besides the attempts: bounces, complaints, settling by staff.
      CREATE TABLE delivery_event (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        message_id uuid NOT NULL,
        source text NOT NULL,
        event_id text NOT NULL,
        kind text NOT NULL,
        at timestamptz NOT NULL,
        actor jsonb NOT NULL,
        detail text,
        CONSTRAINT delivery_event_once UNIQUE (area_id, source, event_id),
        FOREIGN KEY (area_id, message_id) REFERENCES message (area_id, id)
      );
      CREATE INDEX delivery_event_message ON delivery_event (area_id, message_id, at);
      ${enableAreaRls('delivery_event')}

      -- Outlives the person: only a keyed hash of the address. A null area means the whole installation, so no
      -- wall: suppression.store.ts is the only reader and names the area.
      CREATE TABLE suppression (
        id uuid PRIMARY KEY,
        area_id uuid REFERENCES area (id),
        address_hash bytea NOT NULL,
        scope text NOT NULL CHECK (scope IN ('all', 'engagement', 'topic')),
        topic text,
        reason text NOT NULL,
        since timestamptz NOT NULL,
        lifted_at timestamptz,
        CONSTRAINT suppression_once UNIQUE NULLS NOT DISTINCT (area_id, address_hash, scope, topic)
      );
      ${grantTable('suppression', { update: ['reason', 'since', 'lifted_at'] })}

      -- Trial mail while no mail server is set: what would have gone out, to be read in the browser. It arrives by
      -- SMTP, which knows no area.
      CREATE TABLE caught_mail (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        envelope_from text NOT NULL,
        envelope_to text[] NOT NULL,
        subject text NOT NULL,
        raw bytea NOT NULL
      );
      CREATE INDEX caught_mail_at ON caught_mail (at DESC, id DESC);
      ${grantTable('caught_mail', { delete: true })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
