import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something a person is to do by a day. */
@Entity('task')
export class Task {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid', { nullable: true }) employerId!: string | null;
  @Column('uuid', { nullable: true }) contactId!: string | null;
  @Column('text') title!: string;
  @Column('text', { nullable: true }) detail!: string | null;
  /** A London day, `2026-11-24`. */
  @Column('date') dueOn!: string;
  @Column('time', { nullable: true }) dueTime!: string | null;
  @Column('uuid', { nullable: true }) ownerId!: string | null;
  /** Rule, subject and period of a task the program made; unique, so it is made once. */
  @Column('text', { nullable: true }) causeKey!: string | null;
  @Column('timestamptz', { nullable: true }) doneAt!: Date | null;
  /** Not wanted any more; never done as well. */
  @Column('timestamptz', { nullable: true }) calledOffAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
  /** The account that added it; null: the program, or before this was kept. Never changes. */
  @Column('uuid', { nullable: true }) madeByUserId!: string | null;
}
