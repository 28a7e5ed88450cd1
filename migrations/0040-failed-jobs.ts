import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTable } from './support/row-level-security.js';

export class FailedJobs1764000000040 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Jobs of the queue that failed for good: ids only, and of the error its class, code and place.
      CREATE TABLE failed_job (
        id uuid PRIMARY KEY,
        job text NOT NULL,
        work text NOT NULL,
        data jsonb NOT NULL,
        failed_at timestamptz NOT NULL,
        tries integer NOT NULL CHECK (tries > 0),
        error text NOT NULL CHECK (char_length(error) <= 300),
        UNIQUE (job, work)
      );
      ${grantTable('failed_job', { update: ['data', 'failed_at', 'tries', 'error'], delete: true })}
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
