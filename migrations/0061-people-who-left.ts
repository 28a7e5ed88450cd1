import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTable } from './support/row-level-security.js';

export class PeopleWhoLeft1764000000061 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Where somebody without any role held the last one: its administrators go on seeing the account. null: they hold a
      -- role, or the last one was of the whole installation.
      ALTER TABLE app_user ADD last_area_id uuid REFERENCES area (id);
      CREATE INDEX app_user_last_area ON app_user (last_area_id) WHERE last_area_id IS NOT NULL;
      GRANT UPDATE (last_area_id) ON app_user TO crm_program;

      -- The record that was made of what was proposed.
      ALTER TABLE proposal ADD made_id uuid;
      GRANT UPDATE (made_id) ON proposal TO crm_program;

      -- A passkey's owner may call it something else.
      GRANT UPDATE (name) ON passkey TO crm_program;

      -- A sign-in that somebody else, or another browser, ended: that browser is told why, and what was typed there waits for
      -- its owner. It opens nothing: every page knows sign_in_session only.
      CREATE TABLE ended_sign_in (
        id_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES app_user (id),
        current_area_id uuid,
        why text NOT NULL CHECK (why IN ('elsewhere', 'role', 'password', 'factor')),
        ended_at timestamptz NOT NULL
      );
      CREATE INDEX ended_sign_in_user ON ended_sign_in (user_id);
      CREATE INDEX ended_sign_in_ended ON ended_sign_in (ended_at);
      ${grantTable('ended_sign_in', { delete: true })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
