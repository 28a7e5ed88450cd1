import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls, grantTable } from './support/row-level-security.js';

export class Surveys1764000000007 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Questionnaires are the same for every area and name nobody, so they stand outside the wall. The program may
      -- insert and read, never update: a published version does not change.
      CREATE TABLE instrument_version (
        id uuid PRIMARY KEY,
        instrument text NOT NULL,
        version integer NOT NULL CHECK (version >= 1),
        locale text NOT NULL,
        content jsonb NOT NULL,
        published_at timestamptz NOT NULL,
        CONSTRAINT instrument_version_key UNIQUE (instrument, version, locale)
      );
      ${grantTable('instrument_version')}

      CREATE TABLE survey (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        title text NOT NULL,
        instrument_version_id uuid NOT NULL CONSTRAINT survey_instrument_version_fkey REFERENCES instrument_version (id),
        follow_up_months integer NOT NULL DEFAULT 6 CHECK (follow_up_months BETWEEN 1 AND 24),
        -- Fewer matched answers than this tell nothing; see surveys.md section 4.
        minimum_matched integer NOT NULL DEFAULT 10 CHECK (minimum_matched >= 5),
        created_at timestamptz NOT NULL,
        CONSTRAINT survey_area_id_key UNIQUE (area_id, id)
      );
      CREATE INDEX survey_list ON survey (area_id, created_at DESC, id DESC);
      CREATE INDEX survey_instrument_version_fk ON survey (instrument_version_id);
      ${enableAreaRls('survey', { update: ['title', 'follow_up_months', 'minimum_matched'] })}

      -- Days are London calendar days; closing and counting end with the day.
      CREATE TABLE wave (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        survey_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('baseline', 'followup')),
        number integer NOT NULL CHECK (number >= 1),
        follows_wave_id uuid,
        state text NOT NULL CHECK (state IN ('planned', 'open', 'closed')),
        open_days integer NOT NULL DEFAULT 21 CHECK (open_days BETWEEN 1 AND 120),
        late_days integer NOT NULL DEFAULT 14 CHECK (late_days BETWEEN 0 AND 60),
        opens_on date NOT NULL,
        closes_on date NOT NULL,
        counted_until date NOT NULL,
        sender_name text,
        opened_at timestamptz,
        closed_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT wave_area_id_key UNIQUE (area_id, id),
        CONSTRAINT wave_number_key UNIQUE (area_id, survey_id, number),
        CONSTRAINT wave_days CHECK (opens_on <= closes_on AND closes_on <= counted_until),
        CONSTRAINT wave_opened CHECK ((state = 'planned') = (opened_at IS NULL)),
        CONSTRAINT wave_follows CHECK ((kind = 'followup') = (follows_wave_id IS NOT NULL)),
        FOREIGN KEY (area_id, survey_id) REFERENCES survey (area_id, id),
        FOREIGN KEY (area_id, follows_wave_id) REFERENCES wave (area_id, id)
      );
      CREATE INDEX wave_due ON wave (opens_on) WHERE state = 'planned';
      CREATE INDEX wave_ending ON wave (counted_until) WHERE state = 'open';
      CREATE INDEX wave_follows_wave_fk ON wave (area_id, follows_wave_id) WHERE follows_wave_id IS NOT NULL;
      ${enableAreaRls('wave', {
        update: [
          'state',
          'open_days',
          'late_days',
          'opens_on',
          'closes_on',
          'counted_until',
          'sender_name',
          'opened_at',
          'closed_at',
        ],
      })}

      -- The list as frozen at opening, those left out included. Sector and size are those of the employer's record
      -- when the wave closes: results are grouped by them, never by the answer.
      CREATE TABLE wave_employer (
        area_id uuid NOT NULL,
        wave_id uuid NOT NULL,
        employer_id uuid NOT NULL,
        employer_name text NOT NULL,
        left_out text CHECK (left_out IN ('closed', 'objected', 'not_signatory', 'no_contact', 'no_address', 'bounced')),
        sector text,
        size_band text,
        PRIMARY KEY (area_id, wave_id, employer_id),
        FOREIGN KEY (area_id, wave_id) REFERENCES wave (area_id, id),
        FOREIGN KEY (area_id, employer_id) REFERENCES employer (area_id, id)
      );
      CREATE INDEX wave_employer_employer ON wave_employer (area_id, employer_id);
      ${enableAreaRls('wave_employer', { update: ['sector', 'size_band'] })}

      -- The link's hash stands in link_token (purpose "survey, employer", subject: the invitation).
      CREATE TABLE invitation (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        wave_id uuid NOT NULL,
        employer_id uuid NOT NULL,
        contact_id uuid NOT NULL,
        designated boolean NOT NULL DEFAULT true,
        state text NOT NULL CHECK (state IN ('invited', 'started', 'answered')),
        invited_at timestamptz NOT NULL,
        CONSTRAINT invitation_area_id_key UNIQUE (area_id, id),
        CONSTRAINT invitation_once UNIQUE (area_id, wave_id, employer_id, contact_id),
        FOREIGN KEY (area_id, wave_id, employer_id) REFERENCES wave_employer (area_id, wave_id, employer_id),
        FOREIGN KEY (area_id, contact_id) REFERENCES contact (area_id, id)
      );
      CREATE INDEX invitation_contact ON invitation (area_id, contact_id);
      ${enableAreaRls('invitation', { update: ['state'] })}

      -- One answer an invitation. What was chosen is one jsonb value, item id to value: an answer is saved by the page
      -- and read whole, and the items differ from one instrument version to the next. Free text lies apart.
      CREATE TABLE answer (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        invitation_id uuid NOT NULL,
        wave_id uuid NOT NULL,
        employer_id uuid NOT NULL,
        contact_id uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('draft', 'complete')),
        items jsonb NOT NULL DEFAULT '{}',
        started_at timestamptz NOT NULL,
        saved_at timestamptz NOT NULL,
        submitted_at timestamptz,
        late boolean NOT NULL DEFAULT false,
        CONSTRAINT answer_area_id_key UNIQUE (area_id, id),
        CONSTRAINT answer_once UNIQUE (area_id, invitation_id),
        CONSTRAINT answer_submitted CHECK ((status = 'complete') = (submitted_at IS NOT NULL)),
        FOREIGN KEY (area_id, invitation_id) REFERENCES invitation (area_id, id),
        FOREIGN KEY (area_id, wave_id, employer_id) REFERENCES wave_employer (area_id, wave_id, employer_id)
      );
      CREATE INDEX answer_wave ON answer (area_id, wave_id);
      CREATE INDEX answer_employer ON answer (area_id, employer_id);
      CREATE INDEX answer_employer_fk ON answer (area_id, wave_id, employer_id);
      ${enableAreaRls('answer', { update: ['status', 'items', 'saved_at', 'submitted_at', 'late'] })}

      -- Words people typed: read by coordinators only, erased without touching the figures.
      CREATE TABLE answer_text (
        area_id uuid NOT NULL,
        answer_id uuid NOT NULL,
        item_id text NOT NULL,
        part text NOT NULL,
        text text NOT NULL,
        PRIMARY KEY (area_id, answer_id, item_id, part),
        FOREIGN KEY (area_id, answer_id) REFERENCES answer (area_id, id)
      );
      COMMENT ON COLUMN answer_text.part IS 'text: the answer itself; comment: added to a scale; choice:<value>: beside a choice';
      ${enableAreaRls('answer_text', { update: ['text'], delete: true })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
