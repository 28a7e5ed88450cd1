import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a public booking may not do by itself: make an employer of the area, or tell who has a place already. */
export class BookingChecks1764000000022 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- 'waiting': the employer is only a name on the booking until staff say which one it is, or that it is new.
      ALTER TABLE booking DROP CONSTRAINT booking_employer_match_check;
      ALTER TABLE booking ADD CONSTRAINT booking_employer_match_check
        CHECK (employer_match IN ('matched', 'created', 'chosen', 'waiting'));
      ALTER TABLE booking ADD CONSTRAINT booking_employer_waits
        CHECK (employer_match <> 'waiting' OR employer_id IS NULL);
      CREATE INDEX booking_employer_waits ON booking (area_id, created_at) WHERE employer_match = 'waiting';

      -- For somebody who had a place or a turn before this booking: what its booker is told, the same as of anybody else.
      ALTER TABLE delegate ADD COLUMN told text CHECK (told IN ('confirmed', 'waiting')),
        ADD COLUMN told_fee_pence integer CHECK (told_fee_pence IS NULL OR told IS NOT NULL);

      -- Each correction begins anew what is sent once: an address can come back.
      ALTER TABLE booking ADD COLUMN corrections integer NOT NULL DEFAULT 0;
      ALTER TABLE delegate ADD COLUMN corrections integer NOT NULL DEFAULT 0;
      GRANT UPDATE (corrections) ON booking TO crm_program;
      GRANT UPDATE (told, told_fee_pence, corrections) ON delegate TO crm_program;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
