import { Column, Entity, PrimaryColumn } from 'typeorm';

export const contactRoles = {
  hr: 'HR',
  occupational_health: 'Occupational health',
  line_manager: 'Line manager',
  champion: 'Champion',
  signatory: 'Signatory',
  invoice: 'Invoices',
} as const;
export type ContactRole = keyof typeof contactRoles;

/** A person at an employer. */
@Entity('contact')
export class Contact {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') employerId!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) jobRole!: string | null;
  @Column('text', { array: true, default: '{}' }) roles!: string[];
  @Column('text', { nullable: true }) email!: string | null;
  @Column('text', { nullable: true }) emailKey!: string | null;
  @Column('text', { default: 'unchecked' }) emailState!: 'unchecked' | 'works' | 'bounced';
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('boolean', { default: false }) isPrimary!: boolean;
  @Column('timestamptz', { nullable: true }) leftAt!: Date | null;
  /** When it was erased: what is left is a stub for what refers to it. */
  @Column('timestamptz', { nullable: true }) erasedAt!: Date | null;
  @Column('uuid', { nullable: true }) importRunId!: string | null;
  @Column('timestamptz') createdAt!: Date;
  /** The account that added it by hand; null: a list, a booking, or before this was kept. Never changes. */
  @Column('uuid', { nullable: true }) madeByUserId!: string | null;
}
