import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';
import type { SettingChanges } from './area-settings.rules.js';

/** How long an entry is kept goes by its kind: changes longest, then reads, then sign-ins (access.md, section 4). */
export type AuditKind = 'change' | 'read' | 'sign-in';

/**
 * Who did what, when; the program may add and read, never change. Reason, changes and the actor's label are handed in with it
 * and set aside by the database in `audit_value`; here stays their digest (decision 0037).
 */
@Entity('audit_entry')
export class AuditEntry {
  @PrimaryColumn('uuid') id!: string;
  @Column('timestamptz') at!: Date;
  /** NO_AREA: about the installation. */
  @Column('uuid') areaId!: string;
  @Column('text', { default: 'change' }) kind!: AuditKind;
  @Column('jsonb') actor!: Actor;
  @Column('text', { nullable: true }) actorId!: string | null;
  @Column('text') verb!: string;
  @Column('text') resource!: string;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('uuid', { nullable: true }) employerId!: string | null;
  @Column('uuid', { nullable: true }) contactId!: string | null;
  @Column('integer', { nullable: true }) rowCount!: number | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('jsonb', { nullable: true }) changes!: SettingChanges | null;
  @Column('bytea', { nullable: true }) valueHash!: Buffer | null;
  @Column('bigint', { nullable: true }) seal!: string | null;
}

/** What is personal in an entry: `label`, `reason`, `changes`. Goes without breaking the chain. */
@Entity('audit_value')
export class AuditValue {
  @PrimaryColumn('uuid') entryId!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') salt!: string;
  @Column('jsonb') value!: object;
}

/** One link of the chain: the entries of one kind that had no seal yet. Written by functions of the database only. */
@Entity('audit_seal')
export class AuditSeal {
  @PrimaryColumn('bigint') number!: string;
  @Column('timestamptz') sealedAt!: Date;
  @Column('text') kind!: AuditKind;
  @Column('integer') entries!: number;
  @Column('bytea') entriesHash!: Buffer;
  @Column('bytea') hash!: Buffer;
  @Column('timestamptz', { nullable: true }) removedAt!: Date | null;
}

/** What the last walk along the chain found. */
@Entity('audit_check')
export class AuditCheck {
  @PrimaryColumn('integer') id!: number;
  @Column('timestamptz') checkedAt!: Date;
  /** Until when entries were sealed; null: none was. */
  @Column('timestamptz', { nullable: true }) sealedTo!: Date | null;
  @Column('bigint') seals!: string;
  /** Entries that stand under seals, and those that were erased because their time was over. */
  @Column('bigint') entries!: string;
  @Column('bigint') removed!: string;
  /** Number and hash of the last seal, `12:ab…`. */
  @Column('text', { nullable: true }) head!: string | null;
  /** The first seal that does not fit; null: all do. */
  @Column('bigint', { nullable: true }) broken!: string | null;
}
