import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AreaSettings1764000000021 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What a change of settings changed: {"replyTo": ["before", "after"]}; a setting that was not there is null.
      ALTER TABLE audit_entry ADD COLUMN changes jsonb;
      CREATE INDEX audit_entry_subject ON audit_entry (resource, subject, at DESC) WHERE changes IS NOT NULL;

      -- Replies went nowhere. An area that names no address has them sent to its first coordinator.
      UPDATE area SET settings = settings || jsonb_build_object('replyTo', first.email)
        FROM (SELECT DISTINCT ON (g.area_id) g.area_id, u.email
                FROM role_grant g JOIN app_user u ON u.id = g.user_id
               WHERE g.role = 'coordinator' AND u.disabled_at IS NULL AND u.password_hash IS NOT NULL
               ORDER BY g.area_id, g.created_at, g.id) AS first
       WHERE first.area_id = area.id AND coalesce(area.settings ->> 'replyTo', '') = '';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
