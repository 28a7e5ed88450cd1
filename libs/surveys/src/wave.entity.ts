import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LeftOut, WaveKind, WaveState } from './wave.rules.js';

/** One round of asking. Days are London calendar days, `2026-11-24`. */
@Entity('wave')
export class Wave {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') surveyId!: string;
  @Column('text') kind!: WaveKind;
  @Column('integer') number!: number;
  @Column('uuid', { nullable: true }) followsWaveId!: string | null;
  @Column('text') state!: WaveState;
  @Column('integer', { default: 21 }) openDays!: number;
  /** How many days after closing an answer still counts, flagged as late. */
  @Column('integer', { default: 14 }) lateDays!: number;
  @Column('date') opensOn!: string;
  @Column('date') closesOn!: string;
  @Column('date') countedUntil!: string;
  /** Who signs the invitation. */
  @Column('text', { nullable: true }) senderName!: string | null;
  @Column('timestamptz', { nullable: true }) openedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
}

/** An employer on a wave's list, frozen at opening; `leftOut` says why one was not invited. */
@Entity('wave_employer')
export class WaveEmployer {
  @PrimaryColumn('uuid') areaId!: string;
  @PrimaryColumn('uuid') waveId!: string;
  @PrimaryColumn('uuid') employerId!: string;
  @Column('text') employerName!: string;
  @Column('text', { nullable: true }) leftOut!: LeftOut | null;
  /** As at the wave's close; null until then. */
  @Column('text', { nullable: true }) sector!: string | null;
  @Column('text', { nullable: true }) sizeBand!: string | null;
}
