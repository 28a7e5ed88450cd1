import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CharterEnd } from './charter.rules.js';

/** One signature of the charter by an employer. Days are London days, `2026-11-24`. */
@Entity('charter')
export class Charter {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') employerId!: string;
  @Column('uuid', { nullable: true }) contactId!: string | null;
  @Column('text') signatoryName!: string;
  @Column('text') signatoryRole!: string;
  @Column('text') version!: string;
  @Column('date') signedOn!: string;
  @Column('date') reviewDueOn!: string;
  /** On the public register. */
  @Column('boolean', { default: true }) listed!: boolean;
  /** First day on which it no longer holds. */
  @Column('date', { nullable: true }) endedOn!: string | null;
  @Column('text', { nullable: true }) endedAs!: CharterEnd | null;
  @Column('text', { nullable: true }) endReason!: string | null;
  @Column('timestamptz') createdAt!: Date;
}
