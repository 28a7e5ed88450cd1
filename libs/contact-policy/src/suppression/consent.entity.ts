import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';

/** Consent: they said yes. Soft opt-in: they asked for, booked or supported something like it and did not say no. */
export type ConsentKind = 'consent' | 'soft-opt-in';

/** A yes to advertising, by keyed hash of the address, with the evidence for it. */
@Entity('permission')
export class ConsentRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('bytea') addressHash!: Buffer;
  @Column('text') kind!: ConsentKind;
  @Column('timestamptz') givenAt!: Date;
  /** How it was given, in words. */
  @Column('text') how!: string;
  @Column('text') source!: 'link' | 'staff';
  @Column('jsonb') actor!: Actor;
  @Column('timestamptz') recordedAt!: Date;
  @Column('timestamptz', { nullable: true }) withdrawnAt!: Date | null;
  @Column('jsonb', { nullable: true }) withdrawnBy!: Actor | null;
}
