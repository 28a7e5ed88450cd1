import { Column, Entity, PrimaryColumn } from 'typeorm';

export const activityKinds = {
  call: 'Call',
  visit: 'Visit',
  email: 'Email',
  letter: 'Letter',
  note: 'Note',
} as const;
export type ActivityKind = keyof typeof activityKinds;

/** A call, visit or note, by any agency. */
@Entity('activity')
export class Activity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') employerId!: string;
  @Column('uuid', { nullable: true }) contactId!: string | null;
  @Column('text') kind!: ActivityKind;
  @Column('timestamptz') at!: Date;
  /** Empty: the area's own team. */
  @Column('text', { nullable: true }) agency!: string | null;
  @Column('uuid', { nullable: true }) byUserId!: string | null;
  @Column('text') byName!: string;
  @Column('text') subject!: string;
  @Column('text', { nullable: true }) notes!: string | null;
  @Column('timestamptz') createdAt!: Date;
}
