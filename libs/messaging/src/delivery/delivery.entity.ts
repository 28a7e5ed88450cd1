import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';

/** One try to hand a mail to the mail server. */
@Entity('attempt')
export class Attempt {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') messageId!: string;
  @Column('integer') number!: number;
  @Column('uuid') leaseToken!: string;
  @Column('timestamptz') startedAt!: Date;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  /** How far it came: claimed (nothing can have left) or data (the mail may have left). */
  @Column('text') phase!: 'claimed' | 'data';
  @Column('integer', { nullable: true }) smtpCode!: number | null;
  @Column('text', { nullable: true }) smtpText!: string | null;
  /** What it meant, in plain English. */
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('text', { nullable: true }) outcome!:
    | 'sent'
    | 'retry'
    | 'failed'
    | 'bounced'
    | 'unknown'
    | 'stopped'
    | null;
}

/** What came in or was decided about a mail besides the attempts. */
@Entity('delivery_event')
export class DeliveryEvent {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') messageId!: string;
  @Column('text') source!: string;
  @Column('text') eventId!: string;
  @Column('text') kind!: string;
  @Column('timestamptz') at!: Date;
  @Column('jsonb') actor!: Actor;
  @Column('text', { nullable: true }) detail!: string | null;
}

/** A worker process that is alive, by the database's clock. */
@Entity('worker_lease')
export class WorkerLease {
  @PrimaryColumn('uuid') token!: string;
  @Column('timestamptz') until!: Date;
}
