import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';
import type { ContactRules } from './contact-rules.rules.js';

/** How often and when an area writes to people, as somebody saved it; the latest version is in force. */
@Entity('contact_rules')
export class ContactRulesRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('integer') version!: number;
  @Column('jsonb') rules!: ContactRules;
  @Column('timestamptz') savedAt!: Date;
  @Column('jsonb') savedBy!: Actor;
}
