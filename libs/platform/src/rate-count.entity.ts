import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often one key did, and was refused, what a limit is about, in one window of it. */
@Entity('rate_count')
export class RateCount {
  @PrimaryColumn('text') limitName!: string;
  /** HMAC of the key under APP_SECRET. */
  @PrimaryColumn('bytea') keyHash!: Buffer;
  @PrimaryColumn('timestamptz') beganAt!: Date;
  /** From when on the worker takes it away. */
  @Column('timestamptz') keptUntil!: Date;
  @Column('integer') taken!: number;
  @Column('integer') refused!: number;
}
