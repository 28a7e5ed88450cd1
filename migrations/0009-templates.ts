import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

export class Templates1764000000009 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The words of a mail as staff of an area wrote them; the highest number is in force. Never changed, never deleted.
      CREATE TABLE mail_template (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        mail text NOT NULL,
        number integer NOT NULL CHECK (number > 0),
        -- From here on the program's own words again.
        own boolean NOT NULL,
        subject text,
        body text,
        because text,
        -- What changed, as its author says it.
        note text NOT NULL,
        restored_from integer,
        created_at timestamptz NOT NULL,
        created_by jsonb NOT NULL,
        CONSTRAINT mail_template_area_id_key UNIQUE (area_id, id),
        CONSTRAINT mail_template_number_key UNIQUE (area_id, mail, number),
        CONSTRAINT mail_template_words CHECK (num_nonnulls(subject, body, because) = CASE WHEN own THEN 0 ELSE 3 END)
      );
      ${enableAreaRls('mail_template')}

      -- Words somebody tries out. One that went out as a test is kept, since a mail was sent in it.
      CREATE TABLE mail_template_draft (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        mail text NOT NULL,
        -- The version it began with, 0 for the program's own words; files come from there.
        based_on integer NOT NULL,
        subject text NOT NULL,
        body text NOT NULL,
        because text NOT NULL,
        note text NOT NULL,
        created_at timestamptz NOT NULL,
        created_by jsonb NOT NULL,
        tested_at timestamptz,
        CONSTRAINT mail_template_draft_area_id_key UNIQUE (area_id, id)
      );
      CREATE INDEX mail_template_draft_mail ON mail_template_draft (area_id, mail, created_at DESC);
      ${enableAreaRls('mail_template_draft', { update: ['tested_at'], delete: true })}

      -- What files hold, once each.
      CREATE TABLE mail_file (
        area_id uuid NOT NULL REFERENCES area (id),
        -- SHA-256 of the content.
        digest bytea NOT NULL,
        size integer NOT NULL,
        content bytea NOT NULL,
        PRIMARY KEY (area_id, digest)
      );
      ${enableAreaRls('mail_file')}

      -- PDFs that go with a version.
      CREATE TABLE mail_template_file (
        area_id uuid NOT NULL,
        template_id uuid NOT NULL,
        position integer NOT NULL,
        name text NOT NULL,
        digest bytea NOT NULL,
        PRIMARY KEY (area_id, template_id, position),
        FOREIGN KEY (area_id, template_id) REFERENCES mail_template (area_id, id),
        FOREIGN KEY (area_id, digest) REFERENCES mail_file (area_id, digest)
      );
      CREATE INDEX mail_template_file_digest ON mail_template_file (area_id, digest);
      ${enableAreaRls('mail_template_file')}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
