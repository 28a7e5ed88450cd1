import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTable } from './support/row-level-security.js';

// contracts: 0039, before which web and worker of the version before are ended for good: it reads role_grant.agency and
// activity.agency (docs/decisions/0027-upgrades.md).
/** Other agencies as records, and who made a task. Until now an agency was the words somebody typed with a role. */
export class Agencies1764000000051 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `SELECT set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true)`,
    );
    await db.query(`
      CREATE TABLE agency (
        id uuid PRIMARY KEY,
        area_id uuid NOT NULL REFERENCES area (id),
        name text NOT NULL,
        -- in lower case, without white space at its ends
        name_key text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT agency_once UNIQUE (area_id, name_key),
        CONSTRAINT agency_of_area UNIQUE (area_id, id)
      );
      ${grantTable('agency')}

      INSERT INTO agency (id, area_id, name, name_key, created_at)
      SELECT gen_random_uuid(), area_id, min(trim(name)), lower(trim(name)), min(at)
        FROM (SELECT area_id, coalesce(nullif(trim(agency), ''), 'Another agency') AS name, created_at AS at
                FROM role_grant WHERE role = 'partner' AND area_id IS NOT NULL
              UNION ALL
              SELECT area_id, agency, created_at FROM activity WHERE trim(agency) <> '') AS named
       GROUP BY area_id, lower(trim(name));

      -- A partner is of one area and one agency; one of the whole installation has never been given by any page.
      DELETE FROM role_grant WHERE role = 'partner' AND area_id IS NULL;
      ALTER TABLE role_grant ADD COLUMN agency_id uuid;
      UPDATE role_grant g SET agency_id = a.id FROM agency a
       WHERE g.role = 'partner' AND a.area_id = g.area_id
         AND a.name_key = lower(coalesce(nullif(trim(g.agency), ''), 'Another agency'));
      ALTER TABLE role_grant DROP COLUMN agency,
        ADD CONSTRAINT role_grant_agency_fkey FOREIGN KEY (area_id, agency_id) REFERENCES agency (area_id, id),
        ADD CONSTRAINT role_grant_partner CHECK ((role = 'partner') = (agency_id IS NOT NULL));
      CREATE INDEX role_grant_agency ON role_grant (area_id, agency_id) WHERE agency_id IS NOT NULL;

      ALTER TABLE activity ADD COLUMN agency_id uuid;
      UPDATE activity v SET agency_id = a.id FROM agency a
       WHERE trim(v.agency) <> '' AND a.area_id = v.area_id AND a.name_key = lower(trim(v.agency));
      ALTER TABLE activity DROP COLUMN agency,
        ADD CONSTRAINT activity_agency_fkey FOREIGN KEY (area_id, agency_id) REFERENCES agency (area_id, id);
      CREATE INDEX activity_agency ON activity (area_id, agency_id) WHERE agency_id IS NOT NULL;

      -- Who added a task: theirs to see and change, whoever it is given to. Null: the program, or before this was kept.
      ALTER TABLE task ADD COLUMN made_by_user_id uuid;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
