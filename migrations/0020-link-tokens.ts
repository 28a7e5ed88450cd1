import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

export class LinkTokens1764000000020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The id a link's token is made of (libs/access/src/link-tokens.ts). A link that was made before has one too: besides
      -- the token people hold, which is found by its hash, it gets one that mail can be written with.
      ALTER TABLE link_token ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
      ALTER TABLE link_token ALTER COLUMN id DROP DEFAULT, ADD CONSTRAINT link_token_id_key UNIQUE (id);

      -- Tokens in the data of mail: "/b/<token>" becomes "/b/~<id of the link>", from which the token is made when the mail
      -- goes, or goes again. One that belongs to no link of ours leads nowhere and is taken away.
      DO $$ BEGIN
        PERFORM set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true);
        LOOP
          UPDATE message m
             SET data = replace(m.data::text, f.path || '"', f.instead || '"')::jsonb
            FROM (SELECT DISTINCT ON (o.id) o.id, t.piece[1] || t.piece[2] AS path,
                         t.piece[1] || coalesce('~' || l.id, '…') AS instead
                    FROM message o
                   CROSS JOIN regexp_matches(o.data::text, '(/(?:b|s|start)/)([A-Za-z0-9_-]{22})"', 'g') AS t(piece)
                    LEFT JOIN link_token l ON l.hash = sha256(convert_to(t.piece[2], 'UTF8'))
                   ORDER BY o.id) f
           WHERE m.id = f.id;
          EXIT WHEN NOT FOUND;
        END LOOP;
      END $$;

      -- What the trial mailbox caught so far lies in clear and names no area. The mails themselves stay, under Emails.
      DROP TABLE caught_mail;
      CREATE TABLE caught_mail (
        id uuid PRIMARY KEY,
        -- The area it was sent for; 00000000-0000-0000-0000-000000000000: none, so that only administrators of the
        -- installation read it.
        area_id uuid NOT NULL,
        at timestamptz NOT NULL,
        envelope_from text NOT NULL,
        envelope_to text[] NOT NULL,
        subject text NOT NULL,
        -- The mail as it came, sealed with the program's secret: it holds links that work.
        sealed bytea NOT NULL
      );
      CREATE INDEX caught_mail_at ON caught_mail (area_id, at DESC, id DESC);
      ${enableAreaRls('caught_mail', { delete: true })}

      -- Nothing reads a returned mail as it came again, and it repeats our mail with its links.
      DROP INDEX returned_mail_kept;
      ALTER TABLE returned_mail DROP COLUMN raw;
      CREATE INDEX returned_mail_kept ON returned_mail (at)
        WHERE words IS NOT NULL OR state IN ('unmatched', 'unreadable', 'guessed');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
