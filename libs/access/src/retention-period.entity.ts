import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';

/** How long a kind of record is kept where somebody has said otherwise than its declaration. */
@Entity('retention_period')
export class RetentionPeriod {
  @PrimaryColumn('uuid') id!: string;
  /** null: of the installation. */
  @Column('uuid', { nullable: true }) areaId!: string | null;
  @Column('text') record!: string;
  /** In the unit of the declaration: months or days. */
  @Column('integer') length!: number;
  @Column('timestamptz') changedAt!: Date;
  @Column('jsonb') changedBy!: Actor;
  @Column('text') reason!: string;
}
