import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from './actor.js';

/** One row of what happened; written by Facts.record, read by timelines. */
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
  @Column('jsonb') data!: Record<string, unknown>;
}
