import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person named on a booking. */
@Entity('delegate')
export class Delegate {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') bookingId!: string;
  /** Position on the form, from 1. */
  @Column('integer') number!: number;
  /** As it goes on the certificate. */
  @Column('text') name!: string;
  @Column('text') email!: string;
  @Column('text') personKey!: string;
  @Column('text', { nullable: true }) jobRole!: string | null;
  /** The entry they wait (or waited in vain) in; null once they were served. */
  @Column('uuid', { nullable: true }) waitingEntryId!: string | null;
  /** When they left the waiting list. */
  @Column('timestamptz', { nullable: true }) leftAt!: Date | null;
  /** For somebody who had a place or a turn before this booking: what its booker is told, the same as of anybody else. */
  @Column('text', { nullable: true }) told!: 'confirmed' | 'waiting' | null;
  /** What the booker was told that giving it up costs, of somebody named again. */
  @Column('integer', { nullable: true }) toldFeePence!: number | null;
  /** How often their name or address was put right: each time begins anew what is sent once. */
  @Column('integer', { default: 0 }) corrections!: number;
}
