import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * How many listed employers of an area are alike in what the list counts by; rows of the same add up, and some take away.
 * Triggers of the database write it (migrations/0065-employer-tally.ts).
 */
@Entity('employer_tally')
export class EmployerTally {
  @PrimaryColumn('uuid') areaId!: string;
  @Column('text') stage!: string;
  @Column('text') sector!: string;
  /** A choice of `sizeChoices`. */
  @Column('text') size!: string;
  @Column('text', { nullable: true }) authorityCode!: string | null;
  @Column('text', { nullable: true }) authorityName!: string | null;
  @Column('integer') n!: number;
}
