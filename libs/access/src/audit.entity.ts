import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';
import type { SettingChanges } from './area-settings.rules.js';

/** Who did what, when; the program may add and read, never change. */
@Entity('audit_entry')
export class AuditEntry {
  @PrimaryColumn('uuid') id!: string;
  @Column('timestamptz') at!: Date;
  @Column('uuid', { nullable: true }) areaId!: string | null;
  @Column('jsonb') actor!: Actor;
  @Column('text') verb!: string;
  @Column('text') resource!: string;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('integer', { nullable: true }) rowCount!: number | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('jsonb', { nullable: true }) changes!: SettingChanges | null;
}
