import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';
import type { ImportField } from './columns.rules.js';

export interface ImportResult {
  records: number;
  created: number;
  matched: number;
  updated: number;
  rejected: { line: number; reason: string }[];
  duplicates: { line: number; of: number }[];
}

/** What taking a list back did. `stayed` are new employers that were used since, with why. */
export interface RevertResult {
  removed: number;
  restored: number;
  stayed: { employerId: string; name: string; why: string }[];
}

/** One list that came in: what was in the file, what was decided, what became of it. */
@Entity('import_run')
export class ImportRun {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('text') fileName!: string;
  @Column('text') encoding!: string;
  @Column('text') delimiter!: string;
  @Column('text', { array: true }) headers!: string[];
  /** Per column of the file the field it fills, or null: left out. */
  @Column('jsonb') mapping!: (ImportField | null)[];
  @Column('text') state!: 'mapping' | 'checked' | 'running' | 'done' | 'failed' | 'cancelled' | 'reverted';
  @Column('integer', { default: 0 }) total!: number;
  @Column('integer', { default: 0 }) done!: number;
  @Column('jsonb', { nullable: true }) result!: (ImportResult & { revert?: RevertResult }) | null;
  @Column('uuid', { nullable: true }) byUserId!: string | null;
  @Column('jsonb') actor!: Actor;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) confirmedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) revertedAt!: Date | null;
  /** How often a worker has begun to bring it in. */
  @Column('integer', { default: 0 }) tries!: number;
  /** Why it failed, in words for its owner. */
  @Column('text', { nullable: true }) failure!: string | null;
}
