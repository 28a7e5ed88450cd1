import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An address nothing may go to, as a keyed hash that outlives the person's record. */
@Entity('suppression')
export class Suppression {
  @PrimaryColumn('uuid') id!: string;
  /** Null: the whole installation. */
  @Column('uuid', { nullable: true }) areaId!: string | null;
  @Column('bytea') addressHash!: Buffer;
  @Column('text') scope!: 'all' | 'engagement' | 'topic';
  @Column('text', { nullable: true }) topic!: string | null;
  @Column('text') reason!: string;
  @Column('timestamptz') since!: Date;
  @Column('timestamptz', { nullable: true }) liftedAt!: Date | null;
}
