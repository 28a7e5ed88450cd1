import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';
import type { SuppressionReason, SuppressionScope, SuppressionSource } from './suppression.rules.js';

/** An address something may not go to, as a keyed hash that outlives the person's record. */
@Entity('suppression')
export class Suppression {
  @PrimaryColumn('uuid') id!: string;
  /** Null: the whole installation. */
  @Column('uuid', { nullable: true }) areaId!: string | null;
  @Column('bytea') addressHash!: Buffer;
  @Column('text') scope!: SuppressionScope;
  @Column('text', { nullable: true }) topic!: string | null;
  /** For staff. */
  @Column('text') reason!: string;
  @Column('timestamptz') since!: Date;
  @Column('timestamptz', { nullable: true }) liftedAt!: Date | null;
  @Column('text') why!: SuppressionReason;
  @Column('text') source!: SuppressionSource;
  /** Allowed again from here on; null: for good. */
  @Column('timestamptz', { nullable: true }) until!: Date | null;
  @Column('jsonb') actor!: Actor;
  @Column('jsonb', { nullable: true }) liftedBy!: Actor | null;
  @Column('text', { nullable: true }) liftReason!: string | null;
}
