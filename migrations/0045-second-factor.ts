import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls, grantTable } from './support/row-level-security.js';

export class SecondFactor1764000000045 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What a person signs in with besides a password. A passkey's private half never leaves its device.
      CREATE TABLE passkey (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES app_user (id),
        credential_id text NOT NULL UNIQUE,
        public_key bytea NOT NULL,
        counter bigint NOT NULL,
        transports text[] NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE INDEX passkey_user ON passkey (user_id);
      ${grantTable('passkey', { update: ['counter', 'used_at'], delete: true })}

      -- The seed is sealed with a key kept outside the database; last_step: a code serves once.
      CREATE TABLE authenticator_app (
        user_id uuid PRIMARY KEY REFERENCES app_user (id),
        seed bytea NOT NULL,
        last_step integer NOT NULL,
        created_at timestamptz NOT NULL,
        used_at timestamptz
      );
      ${grantTable('authenticator_app', { update: ['last_step', 'used_at'], delete: true })}

      CREATE TABLE recovery_code (
        user_id uuid NOT NULL REFERENCES app_user (id),
        hash bytea NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, hash)
      );
      ${grantTable('recovery_code', { delete: true })}

      -- A challenge is given out sealed and stands here once it has been answered, until it would have ended anyway.
      CREATE TABLE spent_challenge (
        hash bytea PRIMARY KEY,
        ends_at timestamptz NOT NULL
      );
      CREATE INDEX spent_challenge_ends ON spent_challenge (ends_at);
      ${grantTable('spent_challenge', { delete: true })}

      -- Somebody who has given the password and not yet the second factor. No session: the version before, and every page,
      -- knows sessions only.
      CREATE TABLE sign_in_step (
        id_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES app_user (id),
        device text,
        ends_at timestamptz NOT NULL
      );
      CREATE INDEX sign_in_step_user ON sign_in_step (user_id);
      CREATE INDEX sign_in_step_ends ON sign_in_step (ends_at);
      ${grantTable('sign_in_step', { delete: true })}

      -- Both null in what the version before writes: such a sign-in is not fresh, and was seen when it began.
      ALTER TABLE sign_in_session ADD fresh_at timestamptz, ADD seen_at timestamptz;
      GRANT UPDATE (seen_at) ON sign_in_session TO crm_program;

      ALTER TABLE app_user ADD last_signed_in_at timestamptz, ADD idle_told_at timestamptz;
      GRANT UPDATE (email, email_key, last_signed_in_at, idle_told_at) ON app_user TO crm_program;
      UPDATE app_user u SET last_signed_in_at = e.at
        FROM (SELECT subject, max(at) AS at FROM audit_entry WHERE verb = 'signed-in' GROUP BY subject) e
       WHERE e.subject = u.id::text;

      -- A new address somebody asked for and has not confirmed yet.
      CREATE TABLE email_change (
        user_id uuid PRIMARY KEY REFERENCES app_user (id),
        email text NOT NULL,
        asked_at timestamptz NOT NULL
      );
      ${grantTable('email_change', { delete: true })}

      -- Somebody has looked through who holds which role in an area.
      CREATE TABLE rights_review (
        area_id uuid NOT NULL REFERENCES area (id),
        id uuid NOT NULL,
        reviewed_at timestamptz NOT NULL,
        reviewed_by uuid NOT NULL,
        PRIMARY KEY (area_id, id)
      );
      CREATE INDEX rights_review_latest ON rights_review (area_id, reviewed_at);
      ${enableAreaRls('rights_review')}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
