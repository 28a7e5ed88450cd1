import { Column, Entity, PrimaryColumn } from 'typeorm';

export const activityKinds = {
  call: 'Call',
  visit: 'Visit',
  email: 'Email',
  letter: 'Letter',
  note: 'Note',
} as const;
export type ActivityKind = keyof typeof activityKinds;

/** What came of a call, visit or letter; only what reached them counts as a contact. */
export const activityOutcomes = {
  spoke: 'Spoke to them',
  voicemail: 'Left a message',
  'no-answer': 'No answer',
  done: 'Took place',
  planned: 'Is planned',
  cancelled: 'Did not take place',
  posted: 'Posted',
} as const;
export type ActivityOutcome = keyof typeof activityOutcomes;

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
  @Column('uuid', { nullable: true }) agencyId!: string | null;
  @Column('uuid', { nullable: true }) byUserId!: string | null;
  @Column('text') byName!: string;
  @Column('text') subject!: string;
  @Column('text', { nullable: true }) notes!: string | null;
  @Column('timestamptz') createdAt!: Date;
  /** Null: nobody said; then it counts as having happened. */
  @Column('text', { nullable: true }) outcome!: ActivityOutcome | null;
  /** `in`: they rang, came or wrote. */
  @Column('text', { default: 'out' }) direction!: 'in' | 'out';
}
