import { Column, Entity, PrimaryColumn } from 'typeorm';

/** By what an employer can be found that something may be. Written by triggers of the database only. */
@Entity('match_key')
export class MatchKey {
  @PrimaryColumn('uuid') areaId!: string;
  /** `n`, `r`, `p`, `d` or `t`, and the letters of a name, a register number, postcode, domain or telephone number. */
  @PrimaryColumn('text') key!: string;
  /** The employer or contact it comes from. */
  @PrimaryColumn('uuid') recordId!: string;
  @Column('uuid') employerId!: string;
}
