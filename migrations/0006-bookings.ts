import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

/** What bookings owns (session to place), and what has sessions: course (training) and event (events). */
export class Bookings1764000000006 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- One run of a course, or one meeting: whatever has seats. Capacity NULL is "not set yet": it cannot open.
      CREATE TABLE session (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        kind text NOT NULL CHECK (kind IN ('course', 'event')),
        subject_id uuid NOT NULL,
        title text NOT NULL,
        code text NOT NULL CHECK (code ~ '^[A-Z]{2,6}$'),
        state text NOT NULL CHECK (state IN ('draft', 'open', 'cancelled')),
        capacity integer CHECK (capacity >= 0),
        unlimited boolean NOT NULL DEFAULT false,
        minimum integer CHECK (minimum >= 0),
        room_limit integer CHECK (room_limit >= 0),
        held_back integer NOT NULL DEFAULT 0 CHECK (held_back >= 0),
        held_back_until timestamptz,
        closes_at timestamptz,
        waiting_limit integer CHECK (waiting_limit >= 0),
        next_queue_number integer NOT NULL DEFAULT 1,
        price_pence integer NOT NULL CHECK (price_pence >= 0),
        policy jsonb NOT NULL,
        commissioned_by uuid,
        created_at timestamptz NOT NULL,
        opened_at timestamptz,
        cancelled_at timestamptz,
        cancelled_reason text,
        CONSTRAINT session_area_id_key UNIQUE (area_id, id),
        CONSTRAINT session_open_has_capacity CHECK (state <> 'open' OR unlimited OR capacity IS NOT NULL),
        FOREIGN KEY (area_id, commissioned_by) REFERENCES employer (area_id, id)
      );
      CREATE INDEX session_subject ON session (area_id, kind, subject_id);
      CREATE INDEX session_commissioned_by_fk ON session (area_id, commissioned_by) WHERE commissioned_by IS NOT NULL;
      ${enableAreaRls('session', {
        update: [
          'title',
          'state',
          'capacity',
          'unlimited',
          'minimum',
          'room_limit',
          'held_back',
          'held_back_until',
          'closes_at',
          'waiting_limit',
          'next_queue_number',
          'price_pence',
          'policy',
          'commissioned_by',
          'opened_at',
          'cancelled_at',
          'cancelled_reason',
        ],
      })}
      -- FOR NO KEY UPDATE asks for the UPDATE right, which the columns above give.

      CREATE TABLE session_date (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        session_id uuid NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        venue text,
        town text,
        access_notes text,
        online_link text,
        CONSTRAINT session_date_area_id_key UNIQUE (area_id, id),
        CONSTRAINT session_date_once UNIQUE (area_id, session_id, starts_at),
        CONSTRAINT session_date_order CHECK (ends_at > starts_at),
        FOREIGN KEY (area_id, session_id) REFERENCES session (area_id, id)
      );
      CREATE INDEX session_date_calendar ON session_date (area_id, starts_at);
      ${enableAreaRls('session_date', { update: ['starts_at', 'ends_at', 'venue', 'town', 'access_notes', 'online_link'], delete: true })}

      -- One form sent. Price and policy are those of that moment.
      CREATE TABLE booking (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        session_id uuid NOT NULL,
        submission_key text NOT NULL,
        content_hash text NOT NULL,
        reference text NOT NULL,
        source text NOT NULL CHECK (source IN ('public', 'staff', 'import')),
        booker_name text NOT NULL,
        booker_email text NOT NULL,
        booker_email_key text NOT NULL,
        booker_phone text,
        employer_id uuid,
        employer_match text NOT NULL CHECK (employer_match IN ('matched', 'created', 'chosen')),
        employer_name text NOT NULL,
        employer_postcode text,
        employer_register_number text,
        purchase_order text,
        price_pence integer NOT NULL CHECK (price_pence >= 0),
        policy jsonb NOT NULL,
        answer text NOT NULL CHECK (answer IN ('confirmed', 'waiting', 'part-waiting', 'already-booked')),
        created_at timestamptz NOT NULL,
        CONSTRAINT booking_area_id_key UNIQUE (area_id, id),
        CONSTRAINT booking_submission_key UNIQUE (area_id, submission_key),
        CONSTRAINT booking_reference_key UNIQUE (area_id, reference),
        FOREIGN KEY (area_id, session_id) REFERENCES session (area_id, id),
        FOREIGN KEY (area_id, employer_id) REFERENCES employer (area_id, id)
      );
      CREATE INDEX booking_session ON booking (area_id, session_id, created_at);
      CREATE INDEX booking_employer ON booking (area_id, employer_id);
      ${enableAreaRls('booking', { update: ['employer_id', 'employer_match', 'purchase_order'] })}

      CREATE TABLE waiting_entry (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        session_id uuid NOT NULL,
        booking_id uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('waiting', 'offered', 'taken', 'declined', 'lapsed', 'left', 'closed')),
        state_since timestamptz NOT NULL,
        together boolean NOT NULL,
        least integer NOT NULL CHECK (least >= 1),
        queue_number integer NOT NULL,
        saving_until timestamptz,
        passed_by integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        CONSTRAINT waiting_entry_area_id_key UNIQUE (area_id, id),
        CONSTRAINT waiting_entry_queue_number UNIQUE (area_id, session_id, queue_number),
        FOREIGN KEY (area_id, session_id) REFERENCES session (area_id, id),
        FOREIGN KEY (area_id, booking_id) REFERENCES booking (area_id, id)
      );
      CREATE INDEX waiting_entry_booking ON waiting_entry (area_id, booking_id);
      ${enableAreaRls('waiting_entry', { update: ['state', 'state_since', 'least', 'saving_until', 'passed_by'] })}

      -- A named person of a booking. waiting_entry_id: the entry they wait (or waited in vain) in; cleared when served.
      CREATE TABLE delegate (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        booking_id uuid NOT NULL,
        number integer NOT NULL,
        name text NOT NULL,
        email text NOT NULL,
        person_key text NOT NULL,
        job_role text,
        waiting_entry_id uuid,
        left_at timestamptz,
        CONSTRAINT delegate_area_id_key UNIQUE (area_id, id),
        CONSTRAINT delegate_number_key UNIQUE (area_id, booking_id, number),
        FOREIGN KEY (area_id, booking_id) REFERENCES booking (area_id, id),
        FOREIGN KEY (area_id, waiting_entry_id) REFERENCES waiting_entry (area_id, id)
      );
      CREATE INDEX delegate_waiting ON delegate (area_id, waiting_entry_id) WHERE waiting_entry_id IS NOT NULL;
      CREATE INDEX delegate_waiting_entry_fk ON delegate (area_id, waiting_entry_id) WHERE waiting_entry_id IS NOT NULL;
      ${enableAreaRls('delegate', { update: ['name', 'email', 'person_key', 'job_role', 'waiting_entry_id', 'left_at'] })}

      CREATE TABLE place (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL,
        session_id uuid NOT NULL,
        booking_id uuid,
        delegate_id uuid,
        holder integer NOT NULL DEFAULT 1,
        state text NOT NULL CHECK (state IN ('held', 'provisional', 'offered', 'confirmed', 'moved', 'cancelled', 'lapsed',
                                             'attended', 'part', 'no_show')),
        state_since timestamptz NOT NULL,
        until timestamptz,
        source text NOT NULL CHECK (source IN ('public', 'staff', 'waiting-list', 'import')),
        reason text,
        fee_pence integer CHECK (fee_pence >= 0),
        came_from uuid,
        calendar_sequence integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        CONSTRAINT place_area_id_key UNIQUE (area_id, id),
        CONSTRAINT place_has_person CHECK (state = 'held' OR state = 'lapsed' OR (booking_id IS NOT NULL AND delegate_id IS NOT NULL)),
        FOREIGN KEY (area_id, session_id) REFERENCES session (area_id, id),
        FOREIGN KEY (area_id, booking_id) REFERENCES booking (area_id, id),
        FOREIGN KEY (area_id, delegate_id) REFERENCES delegate (area_id, id),
        FOREIGN KEY (area_id, came_from) REFERENCES place (area_id, id)
      );
      CREATE INDEX place_seats ON place (area_id, session_id, state);
      CREATE INDEX place_booking ON place (area_id, booking_id);
      CREATE INDEX place_delegate ON place (area_id, delegate_id);
      CREATE INDEX place_came_from_fk ON place (area_id, came_from) WHERE came_from IS NOT NULL;
      ${enableAreaRls('place', { update: ['delegate_id', 'holder', 'state', 'state_since', 'until', 'reason', 'fee_pence', 'calendar_sequence'] })}

      CREATE TABLE course (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        family text NOT NULL CHECK (family IN ('mhfa', 'jrt', 'other')),
        title text NOT NULL,
        summary text NOT NULL,
        takeaways text[] NOT NULL DEFAULT '{}',
        notice text,
        audience text,
        minimum integer CHECK (minimum >= 0),
        maximum integer CHECK (maximum >= 1),
        price_pence integer NOT NULL CHECK (price_pence >= 0),
        certificate_months integer CHECK (certificate_months >= 1),
        certificate boolean NOT NULL DEFAULT false,
        policy jsonb NOT NULL,
        retired_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT course_area_id_key UNIQUE (area_id, id),
        CONSTRAINT course_title_key UNIQUE (area_id, title),
        CONSTRAINT course_numbers CHECK (minimum IS NULL OR maximum IS NULL OR minimum <= maximum)
      );
      ${enableAreaRls('course', {
        update: [
          'family',
          'title',
          'summary',
          'takeaways',
          'notice',
          'audience',
          'minimum',
          'maximum',
          'price_pence',
          'certificate_months',
          'certificate',
          'policy',
          'retired_at',
        ],
      })}

      -- A forum meeting, seminar or conference; its seats are a session of kind 'event'.
      CREATE TABLE event (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        kind text NOT NULL CHECK (kind IN ('forum', 'seminar', 'conference', 'network')),
        title text NOT NULL,
        summary text NOT NULL,
        audience text,
        created_at timestamptz NOT NULL,
        CONSTRAINT event_area_id_key UNIQUE (area_id, id)
      );
      ${enableAreaRls('event', { update: ['kind', 'title', 'summary', 'audience'] })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
