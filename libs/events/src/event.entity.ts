import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EventKind } from './event.rules.js';

/** A forum meeting, seminar, conference or network meeting; its seats are a session. */
@Entity('event')
export class EventRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('text') kind!: EventKind;
  @Column('text') title!: string;
  @Column('text') summary!: string;
  @Column('text', { nullable: true }) audience!: string | null;
  @Column('timestamptz') createdAt!: Date;
}
