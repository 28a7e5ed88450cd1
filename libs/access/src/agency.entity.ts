import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Another organisation that works with an area's employers: a jobcentre, a chamber, a charity. */
@Entity('agency')
export class Agency {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('text') name!: string;
  /** The name in lower case: what makes it one in its area. */
  @Column('text') nameKey!: string;
  @Column('timestamptz') createdAt!: Date;
}
