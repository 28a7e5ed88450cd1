import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTable } from './support/row-level-security.js';

export class KnownBrowsers1764000000029 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Browsers in which somebody has signed in; of the cookie's token only the hash.
      CREATE TABLE known_browser (
        hash bytea NOT NULL,
        user_id uuid NOT NULL REFERENCES app_user (id),
        used_at timestamptz NOT NULL,
        PRIMARY KEY (hash, user_id)
      );
      CREATE INDEX known_browser_user ON known_browser (user_id);
      ${grantTable('known_browser', { update: ['used_at'], delete: true })}

      -- The owner's functions are for the program alone; app_areas tells everybody only what they have set themselves, and
      -- the wall asks it for whoever reads.
      DO $$ DECLARE f regprocedure; BEGIN
        FOR f IN SELECT p.oid::regprocedure FROM pg_proc p
                  WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = current_user::regrole AND p.proname <> 'app_areas'
                    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        LOOP
          EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
          EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO crm_program', f);
        END LOOP;
      END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
