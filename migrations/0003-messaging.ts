import type { MigrationInterface, QueryRunner } from 'typeorm';
import { wall, withoutWall } from '#platform';

export class Messaging1764000000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE message (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        send_key text NOT NULL CONSTRAINT message_send_key_key UNIQUE,
        message_id text NOT NULL CONSTRAINT message_message_id_key UNIQUE,
        verp_token text NOT NULL CONSTRAINT message_verp_token_key UNIQUE,
        employer_id uuid,
        contact_id uuid,
        address text NOT NULL,
        recipient_name text NOT NULL,
        purpose text NOT NULL CHECK (purpose IN ('service', 'invitation', 'engagement')),
        template text NOT NULL,
        template_version integer NOT NULL,
        data jsonb NOT NULL,
        subject text,
        html text,
        plain text,
        cause text,
        campaign text,
        state text NOT NULL CHECK (state IN ('queued', 'sending', 'retry', 'sent', 'bounced', 'failed', 'unknown',
                                             'held', 'cancelled', 'expired', 'suppressed')),
        reason text,
        attempts integer NOT NULL DEFAULT 0,
        lease_token uuid,
        lease_until timestamptz,
        phase text CHECK (phase IN ('claimed', 'data')),
        created_at timestamptz NOT NULL,
        next_attempt_at timestamptz,
        expires_at timestamptz,
        settled_at timestamptz,
        CONSTRAINT message_area_id_key UNIQUE (area_id, id)
      );
      CREATE INDEX message_due ON message (next_attempt_at) WHERE state IN ('queued', 'retry');
      CREATE INDEX message_lease ON message (lease_until) WHERE state = 'sending';
      CREATE INDEX message_list ON message (area_id, created_at DESC, id DESC);
      CREATE INDEX message_employer ON message (area_id, employer_id, created_at DESC);
      CREATE INDEX message_campaign ON message (area_id, campaign) WHERE campaign IS NOT NULL;
      ${wall('message', {
        update: [
          'address',
          'subject',
          'html',
          'plain',
          'state',
          'reason',
          'attempts',
          'lease_token',
          'lease_until',
          'phase',
          'next_attempt_at',
          'expires_at',
          'settled_at',
        ],
      })}

      CREATE TABLE attempt (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        message_id uuid NOT NULL,
        number integer NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        phase text NOT NULL CHECK (phase IN ('claimed', 'data', 'settled')),
        smtp_code integer,
        smtp_text text,
        outcome text,
        CONSTRAINT attempt_number_key UNIQUE (area_id, message_id, number),
        FOREIGN KEY (area_id, message_id) REFERENCES message (area_id, id)
      );
      ${wall('attempt', { update: ['ended_at', 'phase', 'smtp_code', 'smtp_text', 'outcome'] })}

      CREATE TABLE delivery_event (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        message_id uuid NOT NULL,
        source text NOT NULL,
        event_id text NOT NULL,
        kind text NOT NULL,
        at timestamptz NOT NULL,
        detail text,
        CONSTRAINT delivery_event_once UNIQUE (area_id, source, event_id),
        FOREIGN KEY (area_id, message_id) REFERENCES message (area_id, id)
      );
      ${wall('delivery_event')}

      -- Outlives the person: only a keyed hash of the address. A null area means the whole installation.
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
      ${withoutWall('suppression', { update: ['reason', 'since', 'lifted_at'] })}

      -- Trial mail while no mail server is set: what would have gone out, to be read in the browser.
      CREATE TABLE caught_mail (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        envelope_from text NOT NULL,
        envelope_to text[] NOT NULL,
        raw bytea NOT NULL
      );
      CREATE INDEX caught_mail_at ON caught_mail (at DESC, id DESC);
      ${withoutWall('caught_mail', { delete: true })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
