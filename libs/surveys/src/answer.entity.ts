import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AnswerStatus } from './answer.rules.js';
import type { Answer as Value } from './instrument.rules.js';

/** What one invitation's respondent chose; a draft until submitted. */
@Entity('answer')
export class Answer {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') invitationId!: string;
  @Column('uuid') waveId!: string;
  @Column('uuid') employerId!: string;
  /** null once the time for knowing who answered is over. */
  @Column('uuid', { nullable: true }) contactId!: string | null;
  @Column('text') status!: AnswerStatus;
  /** Item id to value: a choice, a list of choices, a point, "dk", a number or a date. Never free text. */
  @Column('jsonb', { default: {} }) items!: Record<string, Value>;
  @Column('timestamptz') startedAt!: Date;
  @Column('timestamptz') savedAt!: Date;
  @Column('timestamptz', { nullable: true }) submittedAt!: Date | null;
  /** Submitted after closing and counted all the same. */
  @Column('boolean', { default: false }) late!: boolean;
}

/** Words typed with an answer; coordinators only. `part` is text, comment or choice:<value>. */
@Entity('answer_text')
export class AnswerText {
  @PrimaryColumn('uuid') areaId!: string;
  @PrimaryColumn('uuid') answerId!: string;
  @PrimaryColumn('text') itemId!: string;
  @PrimaryColumn('text') part!: string;
  @Column('text') text!: string;
}
