import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The logo of an area, a PNG picture. */
@Entity('area_logo')
export class AreaLogo {
  @PrimaryColumn('uuid') areaId!: string;
  @Column('bytea') png!: Buffer;
  @Column('timestamptz') changedAt!: Date;
}
