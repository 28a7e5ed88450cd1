import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RowProblem } from './import-row.rules.js';

/**
 * What a person decided about a row that means an employer we have, as it is stored: overwrite its fields (`take`), fill
 * those that are empty (`fill`), create a new one all the same (`add`), or skip the row.
 */
export type ImportChoice = 'take' | 'fill' | 'add' | 'skip';

/** One row of a list, as it stood in the file. */
@Entity('import_row')
export class ImportRow {
  @PrimaryColumn('uuid') areaId!: string;
  @PrimaryColumn('uuid') runId!: string;
  /** Physical line of the file on which the row begins; the first line is 1. */
  @PrimaryColumn('integer') line!: number;
  @Column('jsonb') cells!: string[];
  /** A quotation mark was opened in it and never closed. */
  @Column('boolean', { default: false }) unclosed!: boolean;
  @Column('text', { default: 'unchecked' }) verdict!:
    | 'unchecked'
    | 'new'
    | 'match'
    | 'several'
    | 'rejected'
    | 'duplicate'
    | 'skipped';
  @Column('text', { nullable: true }) choice!: ImportChoice | null;
  @Column('jsonb', { default: '[]' }) problems!: RowProblem[];
  @Column('boolean', { default: false }) doubtful!: boolean;
  @Column('uuid', { nullable: true }) employerId!: string | null;
  @Column('integer', { nullable: true }) duplicateOf!: number | null;
  /** The employers it may mean, of which nothing tells which. */
  @Column('uuid', { array: true, default: '{}' }) candidateIds!: string[];
  /** The one of them a person chose. */
  @Column('uuid', { nullable: true }) chosenId!: string | null;
  @Column('jsonb', { nullable: true }) changes!: Record<string, { was: unknown; is: unknown }> | null;
}
