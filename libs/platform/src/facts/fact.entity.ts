import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '../actor.js';

/** One row of what happened; written by Facts.record, numbered by FactPositions, and then never changed. */
@Entity('fact')
export class FactRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('text') kind!: string;
  @Column('uuid', { nullable: true }) employerId!: string | null;
  @Column('uuid', { nullable: true }) contactId!: string | null;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('timestamptz') happenedAt!: Date;
  @Column('timestamptz') recordedAt!: Date;
  @Column('jsonb') actor!: Actor;
  /** The fact this one replaces in full, or takes away (`data.void`). */
  @Column('uuid', { nullable: true }) corrects!: string | null;
  @Column('jsonb') data!: Record<string, unknown>;
  /** Number of its transaction in the cluster it was written in; set by the database. */
  @Column('bigint') xid!: string;
  /** Its place among all facts, gapless in the order in which their transactions began to write; null until it is numbered. */
  @Column('bigint', { nullable: true }) position!: string | null;
}

/** How far facts are numbered: one row, which whoever numbers holds locked. */
@Entity('fact_counter')
export class FactCounter {
  @PrimaryColumn('integer') id!: number;
  @Column('bigint') position!: string;
}

/** How far a subscriber has come, and how often in a row the fact after that could not be followed. */
@Entity('fact_cursor')
export class FactCursor {
  @PrimaryColumn('text') subscriber!: string;
  @Column('bigint') position!: string;
  @Column('integer', { default: 0 }) tries!: number;
  /** Not tried again before; null: no try has failed. */
  @Column('timestamptz', { nullable: true }) retryAt!: Date | null;
}
