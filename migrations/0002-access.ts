import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTable } from './support/row-level-security.js';

export class Access1764000000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The health page compares it with the migrations the program knows.
      GRANT SELECT ON migration TO crm_program;

      CREATE TABLE app_user (
        id uuid PRIMARY KEY,
        email text NOT NULL,
        email_key text NOT NULL CONSTRAINT app_user_email_key UNIQUE,
        name text NOT NULL,
        -- null until the invitation has been used
        password_hash text,
        created_at timestamptz NOT NULL,
        disabled_at timestamptz
      );
      ${grantTable('app_user', { update: ['email', 'email_key', 'name', 'password_hash', 'disabled_at'] })}

      -- A null area means the whole installation.
      CREATE TABLE role_grant (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES app_user (id),
        role text NOT NULL CHECK (role IN ('administrator', 'regional_lead', 'coordinator', 'partner', 'commissioner')),
        area_id uuid REFERENCES area (id),
        agency text,
        created_at timestamptz NOT NULL,
        CONSTRAINT role_grant_once UNIQUE NULLS NOT DISTINCT (user_id, role, area_id)
      );
      ${grantTable('role_grant', { delete: true })}

      CREATE TABLE sign_in_session (
        id_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES app_user (id),
        current_area_id uuid REFERENCES area (id),
        device text,
        started_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL
      );
      CREATE INDEX sign_in_session_user ON sign_in_session (user_id);
      ${grantTable('sign_in_session', { update: ['current_area_id'], delete: true })}

      -- Failed sign-ins, by a hash of the address typed, whether or not there is such an account.
      CREATE TABLE sign_in_failure (
        id uuid PRIMARY KEY,
        account_hash bytea NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX sign_in_failure_account ON sign_in_failure (account_hash, at);
      ${grantTable('sign_in_failure', { delete: true })}

      CREATE TABLE link_token (
        hash bytea PRIMARY KEY,
        purpose text NOT NULL,
        area_id uuid REFERENCES area (id),
        subject_id uuid,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        used_at timestamptz,
        revoked_at timestamptz
      );
      CREATE INDEX link_token_subject ON link_token (purpose, subject_id);
      ${grantTable('link_token', { update: ['used_at', 'revoked_at', 'expires_at'] })}

      CREATE TABLE api_token (
        id uuid PRIMARY KEY,
        hash bytea NOT NULL CONSTRAINT api_token_hash_key UNIQUE,
        name text NOT NULL,
        user_id uuid NOT NULL REFERENCES app_user (id),
        scopes text[] NOT NULL,
        area_ids uuid[] NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        last_used_at timestamptz,
        revoked_at timestamptz
      );
      CREATE INDEX api_token_user_fk ON api_token (user_id);
      ${grantTable('api_token', { update: ['last_used_at', 'revoked_at'] })}

      -- Insert and select only: nobody working as the program can change what was recorded.
      CREATE TABLE audit_entry (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        area_id uuid REFERENCES area (id),
        actor jsonb NOT NULL,
        verb text NOT NULL,
        resource text NOT NULL,
        subject text,
        row_count integer,
        reason text
      );
      CREATE INDEX audit_entry_area ON audit_entry (area_id, at DESC);
      ${grantTable('audit_entry')}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
