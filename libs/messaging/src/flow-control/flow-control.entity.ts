import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';
import type { Slot } from './rates.rules.js';
import type { RestoreCause } from './restore.rules.js';

/** Mail that must stand still: everywhere (no area), in one area, or of one campaign of it. */
@Entity('mail_pause')
export class MailPause {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { nullable: true }) areaId!: string | null;
  @Column('text', { nullable: true }) campaign!: string | null;
  @Column('text') covers!: 'all' | 'non_service';
  @Column('text') reason!: string;
  @Column('timestamptz') since!: Date;
  @Column('jsonb') by!: Actor;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('jsonb', { nullable: true }) endedBy!: Actor | null;
  @Column('text', { nullable: true }) endReason!: string | null;
}

/** What was handed out to workers lately; one row. */
@Entity('send_rate')
export class SendRate {
  @PrimaryColumn('smallint') id!: number;
  @Column('jsonb') seconds!: Slot[];
  @Column('jsonb') hours!: Slot[];
}

/** The database mail was last sent from; one row. */
@Entity('mail_guard')
export class MailGuard {
  @PrimaryColumn('smallint') id!: number;
  @Column('text', { nullable: true }) fingerprint!: string | null;
  @Column('integer', { nullable: true }) timeline!: number | null;
  @Column('uuid') epoch!: string;
  @Column('uuid', { array: true }) pastEpochs!: string[];
}

/** A sign of life that a worker's own folder knows of too; by the database's clock. */
@Entity('mail_beat')
export class MailHeartbeat {
  @PrimaryColumn('uuid') token!: string;
  @Column('uuid') folder!: string;
  @Column('timestamptz') at!: Date;
}

/** An area's mail stands still since a restore was found, until a person releases it. */
@Entity('mail_restore')
export class MailRestore {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('text') cause!: RestoreCause;
  @Column('timestamptz') foundAt!: Date;
  /** Messages that were held then. */
  @Column('integer') held!: number;
  @Column('timestamptz', { nullable: true }) releasedAt!: Date | null;
  @Column('jsonb', { nullable: true }) releasedBy!: Actor | null;
  @Column('text', { nullable: true }) releaseReason!: string | null;
}
