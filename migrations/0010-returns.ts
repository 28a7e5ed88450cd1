import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls, grantTable } from './support/row-level-security.js';

export class Returns1764000000010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A mail that came in at one of our return addresses. It is taken before anybody knows which area it is about,
      -- so it stands outside the wall; an area sees it through its readings only.
      CREATE TABLE returned_mail (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        event_id text NOT NULL,
        digest bytea NOT NULL,
        at timestamptz NOT NULL,
        envelope_to text,
        sender text,
        subject text,
        -- Its own words as plain text, and all of it; both go when the time of keeping is over.
        words text,
        raw bytea,
        size integer NOT NULL,
        readings jsonb NOT NULL,
        state text NOT NULL CHECK (state IN ('matched', 'guessed', 'unmatched', 'unreadable', 'dismissed')),
        -- Why nothing was matched, or why it could not be read.
        remark text,
        settled_at timestamptz,
        settled_by jsonb,
        CONSTRAINT returned_mail_once UNIQUE (source, event_id),
        CONSTRAINT returned_mail_digest_key UNIQUE (digest)
      );
      CREATE INDEX returned_mail_open ON returned_mail (at DESC, id DESC) WHERE state IN ('unmatched', 'unreadable');
      CREATE INDEX returned_mail_kept ON returned_mail (at) WHERE words IS NOT NULL OR raw IS NOT NULL;
      ${grantTable('returned_mail', {
        update: ['sender', 'subject', 'words', 'raw', 'state', 'remark', 'settled_at', 'settled_by'],
      })}

      -- What a returned mail said about one message of an area.
      CREATE TABLE returned_reading (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        returned_id uuid NOT NULL REFERENCES returned_mail (id),
        message_id uuid NOT NULL,
        -- Of the address the message went to: what is counted outlives the address.
        address_hash bytea NOT NULL,
        kind text NOT NULL,
        action text,
        status text,
        reason text NOT NULL,
        -- How it was found out which message it is about.
        matched_by text NOT NULL CHECK (matched_by IN ('verp', 'message-id', 'recipient', 'staff')),
        at timestamptz NOT NULL,
        -- What was done, in words; null while nothing has been done (a guess, or a message still in hand).
        done jsonb,
        followed_at timestamptz,
        CONSTRAINT returned_reading_once UNIQUE (area_id, returned_id, message_id),
        FOREIGN KEY (area_id, message_id) REFERENCES message (area_id, id)
      );
      CREATE INDEX returned_reading_list ON returned_reading (area_id, at DESC, id DESC);
      CREATE INDEX returned_reading_address ON returned_reading (area_id, address_hash, kind, at);
      CREATE INDEX returned_reading_message ON returned_reading (area_id, message_id);
      CREATE INDEX returned_reading_mail ON returned_reading (returned_id);
      CREATE INDEX returned_reading_open ON returned_reading (at) WHERE followed_at IS NULL;
      ${enableAreaRls('returned_reading', { update: ['matched_by', 'done', 'followed_at'] })}

      -- Where an area follows returned mail otherwise than by the program's defaults (return-policy.rules.ts).
      CREATE TABLE return_policy (
        area_id uuid NOT NULL REFERENCES area (id),
        kind text NOT NULL,
        count integer NOT NULL CHECK (count BETWEEN 1 AND 20),
        within_days integer NOT NULL CHECK (within_days BETWEEN 1 AND 365),
        action text NOT NULL,
        changed_at timestamptz NOT NULL,
        changed_by jsonb NOT NULL,
        PRIMARY KEY (area_id, kind)
      );
      ${enableAreaRls('return_policy', {
        update: ['count', 'within_days', 'action', 'changed_at', 'changed_by'],
        delete: true,
      })}

      -- How far the mailbox of returned mail has been read, and by whom just now. The lease is by the database's clock.
      CREATE TABLE returns_place (
        mailbox text PRIMARY KEY,
        uid_validity text,
        last_uid bigint NOT NULL DEFAULT 0,
        checked_at timestamptz,
        taken integer NOT NULL DEFAULT 0,
        trouble text,
        trouble_since timestamptz,
        lease_token uuid,
        lease_until timestamptz
      );
      ${grantTable('returns_place', {
        update: [
          'uid_validity',
          'last_uid',
          'checked_at',
          'taken',
          'trouble',
          'trouble_since',
          'lease_token',
          'lease_until',
        ],
      })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
