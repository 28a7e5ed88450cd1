import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableAreaRls } from './support/row-level-security.js';

export class AreaLogo1764000000036 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The picture itself; that there is one, and which, stands in the area's settings as its digest.
      CREATE TABLE area_logo (
        area_id uuid PRIMARY KEY REFERENCES area (id),
        png bytea NOT NULL CHECK (octet_length(png) <= 204800),
        changed_at timestamptz NOT NULL
      );
      ${enableAreaRls('area_logo', { update: ['png', 'changed_at'], delete: true })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
