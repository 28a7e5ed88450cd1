import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An area an installation serves; every record belongs to one. */
@Entity('area')
export class Area {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text') slug!: string;
  @Column('text', { nullable: true }) gssCode!: string | null;
  @Column('jsonb') settings!: Record<string, unknown>;
  @Column('timestamptz') createdAt!: Date;
}
