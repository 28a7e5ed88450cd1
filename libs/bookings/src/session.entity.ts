import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SessionState } from './place.rules.js';
import type { Policy } from './policy.rules.js';

/** One run of a course, or one meeting: whatever has seats. The row is the lock of everything about its seats. */
@Entity('session')
export class Session {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('text') kind!: 'course' | 'event';
  /** The course or event it is a run of; those libs know more. */
  @Column('uuid') subjectId!: string;
  /** What it is a session of, as figures go by: `mhfa-two-day`, `jrt`, `forum` …; null: made before this was kept. */
  @Column('text', { nullable: true }) family!: string | null;
  @Column('text') title!: string;
  /** Begins the references of its bookings, e.g. MHFA. */
  @Column('text') code!: string;
  @Column('text') state!: SessionState;
  /** null: not set yet, cannot open. */
  @Column('integer', { nullable: true }) capacity!: number | null;
  @Column('boolean', { default: false }) unlimited!: boolean;
  @Column('integer', { nullable: true }) minimum!: number | null;
  @Column('integer', { nullable: true }) roomLimit!: number | null;
  @Column('integer', { default: 0 }) heldBack!: number;
  @Column('timestamptz', { nullable: true }) heldBackUntil!: Date | null;
  /** Last printed minute in which the public may book; null: until it starts. */
  @Column('timestamptz', { nullable: true }) closesAt!: Date | null;
  /** Most people on the waiting list; null: no limit. */
  @Column('integer', { nullable: true }) waitingLimit!: number | null;
  @Column('integer', { default: 1 }) nextQueueNumber!: number;
  @Column('integer') pricePence!: number;
  @Column('jsonb') policy!: Policy;
  @Column('uuid', { nullable: true }) commissionedBy!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) openedAt!: Date | null;
  /** When it was written down that it was held; null: it was not, or not yet. */
  @Column('timestamptz', { nullable: true }) heldAt!: Date | null;
  @Column('timestamptz', { nullable: true }) cancelledAt!: Date | null;
  @Column('text', { nullable: true }) cancelledReason!: string | null;
}
