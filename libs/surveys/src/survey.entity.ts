import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One questionnaire asked of one area's employers, in a baseline and its follow-ups. */
@Entity('survey')
export class Survey {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('text') title!: string;
  @Column('uuid') instrumentVersionId!: string;
  @Column('integer', { default: 6 }) followUpMonths!: number;
  /** Below this many matched answers nothing is said about change. */
  @Column('integer', { default: 10 }) minimumMatched!: number;
  @Column('timestamptz') createdAt!: Date;
}
