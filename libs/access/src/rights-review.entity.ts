import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody has looked through who holds which role in an area. */
@Entity('rights_review')
export class RightsReview {
  @PrimaryColumn('uuid') areaId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('timestamptz') reviewedAt!: Date;
  @Column('uuid') reviewedBy!: string;
}
