import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Policy } from './policy.rules.js';

export type BookingCode = 'confirmed' | 'waiting' | 'part-waiting' | 'already-booked';

/** One form sent, with price and terms as they were then. */
@Entity('booking')
export class Booking {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') sessionId!: string;
  @Column('text') submissionKey!: string;
  @Column('text') contentHash!: string;
  @Column('text') reference!: string;
  @Column('text') source!: 'public' | 'staff' | 'import';
  @Column('text') bookerName!: string;
  @Column('text') bookerEmail!: string;
  @Column('text') bookerEmailKey!: string;
  @Column('text', { nullable: true }) bookerPhone!: string | null;
  @Column('uuid', { nullable: true }) employerId!: string | null;
  /** How the employer was found: matched silently, a new record, chosen by staff, or not yet: staff will say. */
  @Column('text') employerMatch!: 'matched' | 'created' | 'chosen' | 'waiting';
  /** As typed. */
  @Column('text') employerName!: string;
  @Column('text', { nullable: true }) employerPostcode!: string | null;
  @Column('text', { nullable: true }) employerRegisterNumber!: string | null;
  @Column('text', { nullable: true }) purchaseOrder!: string | null;
  @Column('integer') pricePence!: number;
  @Column('jsonb') policy!: Policy;
  /** The first answer, given again to the same form. */
  @Column('text') answer!: BookingCode;
  @Column('timestamptz') createdAt!: Date;
  /** How often the booker's name or address was put right: each time begins anew what is sent once. */
  @Column('integer', { default: 0 }) corrections!: number;
}
