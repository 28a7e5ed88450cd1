import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';

/** Formats a list is taken out in, with the ends of their files' names. */
export const exportFormats = ['xlsx', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * `making` from when it is asked for; `done` while its file is there; `failed`: made again by its owner, or gone in time;
 * `gone`: the file was deleted. Only a failed one is made again: a file is never replaced.
 */
export type ExportState = 'making' | 'done' | 'failed' | 'gone';

/** One list somebody takes out. */
@Entity('export_run')
export class ExportRun {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  /** Its maker, who alone may fetch it. */
  @Column('uuid') byUserId!: string;
  @Column('jsonb') actor!: Actor;
  /** Name of the list (`ExportSource`). */
  @Column('text') source!: string;
  @Column('text', { array: true }) columns!: string[];
  /** As the list takes it; emptied when the file goes. */
  @Column('jsonb') filter!: object;
  @Column('text') format!: ExportFormat;
  @Column('text') reason!: string;
  @Column('text') state!: ExportState;
  /** Rows there were to write, and those written so far. */
  @Column('integer', { default: 0 }) total!: number;
  @Column('integer', { default: 0 }) done!: number;
  /** How often a worker has begun to make it. */
  @Column('integer', { default: 0 }) tries!: number;
  @Column('bigint', { nullable: true }) bytes!: string | null;
  /** Why it failed, in words for its owner. */
  @Column('text', { nullable: true }) failure!: string | null;
  @Column('timestamptz') askedAt!: Date;
  /** When it was asked for, or asked for again. */
  @Column('timestamptz') begunAt!: Date;
  @Column('timestamptz', { nullable: true }) madeAt!: Date | null;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) goneAt!: Date | null;
}
