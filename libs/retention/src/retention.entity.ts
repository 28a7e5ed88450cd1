import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a night found that the night seven days later will take. */
@Entity('retention_announcement')
export class RetentionAnnouncement {
  @PrimaryColumn('uuid') id!: string;
  /** null: of the installation. */
  @Column('uuid', { nullable: true }) areaId!: string | null;
  @Column('text') record!: string;
  /** London day. */
  @Column('date') announcedOn!: string;
  @Column('timestamptz') announcedAt!: Date;
  /** What was over by then goes. */
  @Column('timestamptz') cutoff!: Date;
  /** How many entries that was. */
  @Column('integer') due!: number;
  /** When administrators were written to about it. */
  @Column('timestamptz', { nullable: true }) toldAt!: Date | null;
}

/** What a night took of a kind of record. */
@Entity('retention_run')
export class RetentionRun {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { nullable: true }) areaId!: string | null;
  @Column('text') record!: string;
  /** London day. */
  @Column('date') ranOn!: string;
  @Column('timestamptz') ranAt!: Date;
  @Column('integer') removed!: number;
  /** How many of them stand in the audit. */
  @Column('integer', { default: 0 }) audited!: number;
}
