import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

export class Employers1764000000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE employer (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        name text NOT NULL,
        name_key text NOT NULL,
        trading_names text[] NOT NULL DEFAULT '{}',
        trading_keys text[] NOT NULL DEFAULT '{}',
        register text CHECK (register IN ('company', 'charity_ew', 'charity_sc', 'charity_ni')),
        register_number text,
        legal_form text,
        sector text CHECK (sector IN ('private', 'public_mh', 'public_other', 'third')),
        headcount integer CHECK (headcount >= 0),
        size_band text CHECK (size_band IN ('n1_9', 'n10_49', 'n50_249', 'n250_500', 'n501_plus')),
        reported_size text,
        -- The headcount, or the least that the reported size allows: what the list sorts by.
        people_from integer CHECK (people_from >= 0),
        sic_codes text[] NOT NULL DEFAULT '{}',
        address text,
        town text,
        postcode text,
        authority_code text,
        authority_name text,
        region text,
        geo_date date,
        website text,
        stage text NOT NULL CHECK (stage IN ('identified', 'contacted', 'meeting_held', 'considering', 'signed', 'active',
                                             'review_due', 'lapsed', 'declined')),
        stage_since timestamptz NOT NULL,
        source text NOT NULL,
        closed_at timestamptz,
        merged_into uuid,
        import_run_id uuid,
        created_at timestamptz NOT NULL,
        CONSTRAINT employer_area_id_key UNIQUE (area_id, id),
        CONSTRAINT employer_register_key UNIQUE (area_id, register, register_number),
        FOREIGN KEY (area_id, merged_into) REFERENCES employer (area_id, id)
      );
      CREATE INDEX employer_list ON employer (area_id, name_key, id);
      CREATE INDEX employer_people ON employer (area_id, people_from, id);
      CREATE INDEX employer_run ON employer (area_id, import_run_id) WHERE import_run_id IS NOT NULL;
      -- So that deleting one does not look through all for those merged into it.
      CREATE INDEX employer_merged ON employer (area_id, merged_into) WHERE merged_into IS NOT NULL;
      CREATE INDEX employer_stage ON employer (area_id, stage, name_key, id);
      CREATE INDEX employer_authority ON employer (area_id, authority_code);
      ${enableAreaRls('employer', {
        update: [
          'name',
          'name_key',
          'trading_names',
          'trading_keys',
          'register',
          'register_number',
          'legal_form',
          'sector',
          'headcount',
          'size_band',
          'reported_size',
          'people_from',
          'sic_codes',
          'address',
          'town',
          'postcode',
          'authority_code',
          'authority_name',
          'region',
          'geo_date',
          'website',
          'stage',
          'stage_since',
          'closed_at',
          'merged_into',
          'import_run_id',
        ],
        delete: true,
      })}

      CREATE TABLE contact (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        employer_id uuid NOT NULL,
        name text NOT NULL,
        job_role text,
        roles text[] NOT NULL DEFAULT '{}',
        email text,
        email_key text,
        email_state text NOT NULL DEFAULT 'unchecked' CHECK (email_state IN ('unchecked', 'works', 'bounced')),
        phone text,
        is_primary boolean NOT NULL DEFAULT false,
        left_at timestamptz,
        import_run_id uuid,
        created_at timestamptz NOT NULL,
        CONSTRAINT contact_area_id_key UNIQUE (area_id, id),
        FOREIGN KEY (area_id, employer_id) REFERENCES employer (area_id, id)
      );
      CREATE UNIQUE INDEX contact_primary ON contact (area_id, employer_id) WHERE is_primary AND left_at IS NULL;
      CREATE INDEX contact_email ON contact (area_id, email_key);
      CREATE INDEX contact_employer ON contact (area_id, employer_id);
      CREATE INDEX contact_run ON contact (area_id, import_run_id) WHERE import_run_id IS NOT NULL;
      ${enableAreaRls('contact', {
        update: [
          'employer_id',
          'name',
          'job_role',
          'roles',
          'email',
          'email_key',
          'email_state',
          'phone',
          'is_primary',
          'left_at',
        ],
        delete: true,
      })}

      -- Calls, visits and notes, by any agency.
      CREATE TABLE activity (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        employer_id uuid NOT NULL,
        contact_id uuid,
        kind text NOT NULL CHECK (kind IN ('call', 'visit', 'email', 'letter', 'note')),
        at timestamptz NOT NULL,
        agency text,
        by_user_id uuid,
        by_name text NOT NULL,
        subject text NOT NULL,
        notes text,
        created_at timestamptz NOT NULL,
        CONSTRAINT activity_area_id_key UNIQUE (area_id, id),
        FOREIGN KEY (area_id, employer_id) REFERENCES employer (area_id, id),
        FOREIGN KEY (area_id, contact_id) REFERENCES contact (area_id, id)
      );
      CREATE INDEX activity_contact ON activity (area_id, contact_id) WHERE contact_id IS NOT NULL;
      CREATE INDEX activity_employer ON activity (area_id, employer_id, at DESC);
      ${enableAreaRls('activity', { update: ['subject', 'notes'], delete: true })}

      CREATE TABLE task (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        employer_id uuid,
        contact_id uuid,
        title text NOT NULL,
        detail text,
        due_on date NOT NULL,
        due_time time,
        owner_id uuid,
        cause_key text,
        done_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT task_area_id_key UNIQUE (area_id, id),
        CONSTRAINT task_cause_key UNIQUE (area_id, cause_key),
        FOREIGN KEY (area_id, employer_id) REFERENCES employer (area_id, id),
        FOREIGN KEY (area_id, contact_id) REFERENCES contact (area_id, id)
      );
      CREATE INDEX task_contact ON task (area_id, contact_id) WHERE contact_id IS NOT NULL;
      CREATE INDEX task_employer ON task (area_id, employer_id, due_on);
      CREATE INDEX task_due ON task (area_id, due_on, id) WHERE done_at IS NULL;
      ${enableAreaRls('task', { update: ['title', 'detail', 'due_on', 'due_time', 'owner_id', 'done_at'], delete: true })}

      CREATE TABLE import_run (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        file_name text NOT NULL,
        encoding text NOT NULL,
        delimiter text NOT NULL,
        headers text[] NOT NULL,
        -- For each column of the file the field it fills, or null: left out.
        mapping jsonb NOT NULL,
        state text NOT NULL CHECK (state IN ('mapping', 'checked', 'running', 'done', 'failed', 'cancelled', 'reverted')),
        total integer NOT NULL DEFAULT 0,
        done integer NOT NULL DEFAULT 0,
        result jsonb,
        by_user_id uuid,
        actor jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        finished_at timestamptz,
        reverted_at timestamptz,
        tries integer NOT NULL DEFAULT 0,
        failure text,
        CONSTRAINT import_run_area_id_key UNIQUE (area_id, id)
      );
      ${enableAreaRls('import_run', {
        update: [
          'mapping',
          'state',
          'total',
          'done',
          'result',
          'confirmed_at',
          'finished_at',
          'reverted_at',
          'tries',
          'failure',
        ],
      })}

      CREATE TABLE import_row (
        area_id uuid NOT NULL,
        run_id uuid NOT NULL,
        line integer NOT NULL,
        cells jsonb NOT NULL,
        -- A quotation mark was opened in it and never closed.
        unclosed boolean NOT NULL DEFAULT false,
        verdict text NOT NULL DEFAULT 'unchecked'
          CHECK (verdict IN ('unchecked', 'new', 'match', 'rejected', 'duplicate', 'skipped')),
        -- What a person decided about this row; empty: what the check says.
        choice text CHECK (choice IN ('take', 'fill', 'add', 'skip')),
        problems jsonb NOT NULL DEFAULT '[]',
        doubtful boolean NOT NULL DEFAULT false,
        employer_id uuid,
        duplicate_of integer,
        -- Field by field what a matched employer held and what the row says.
        changes jsonb,
        PRIMARY KEY (area_id, run_id, line),
        FOREIGN KEY (area_id, run_id) REFERENCES import_run (area_id, id)
      );
      CREATE INDEX import_row_verdict ON import_row (area_id, run_id, verdict, line);
      ${enableAreaRls('import_row', {
        update: [
          'cells',
          'unclosed',
          'verdict',
          'choice',
          'problems',
          'doubtful',
          'employer_id',
          'duplicate_of',
          'changes',
        ],
        delete: true,
      })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
