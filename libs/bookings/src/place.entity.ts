import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlaceState } from './place.rules.js';

export type PlaceSource = 'public' | 'staff' | 'waiting-list' | 'import';

/** One seat. */
@Entity('place')
export class Place {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') sessionId!: string;
  @Column('uuid', { nullable: true }) bookingId!: string | null;
  @Column('uuid', { nullable: true }) delegateId!: string | null;
  /** 1 for the first person in this seat, +1 with each substitute. */
  @Column('integer', { default: 1 }) holder!: number;
  @Column('text') state!: PlaceState;
  @Column('timestamptz') stateSince!: Date;
  /** End of a hold, an offer or a provisional place. */
  @Column('timestamptz', { nullable: true }) until!: Date | null;
  @Column('text') source!: PlaceSource;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('integer', { nullable: true }) feePence!: number | null;
  /** The place this one was moved from. */
  @Column('uuid', { nullable: true }) cameFrom!: string | null;
  /** SEQUENCE of the last calendar file sent for it. */
  @Column('integer', { default: 0 }) calendarSequence!: number;
  @Column('timestamptz') createdAt!: Date;
}
