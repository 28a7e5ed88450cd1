import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Purpose } from '#mail-templates';
import type { MessageState } from './message.rules.js';

/** What the contact policy said of a message, and when; instants as ISO 8601. */
export interface MessageDecision {
  code: string;
  sentence: string;
  at: string;
  until: string | null;
}

/** A person's leave to go in spite of limits or hours: by name, with a reason. */
export interface MessageOverride {
  by: string;
  byId: string;
  reason: string;
  covers: ('limits' | 'hours')[];
}

/** One mail to one person: what is to go, and its fate. */
@Entity('message')
export class Message {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  /** Rule + recipient + subject + period: what makes a second sending of the same thing impossible. */
  @Column('text') sendKey!: string;
  /** Message-ID header with its angle brackets; kept by every attempt. */
  @Column('text') messageId!: string;
  /** In the envelope sender, so that a bounce says which mail it is about. */
  @Column('text') verpToken!: string;
  @Column('uuid', { nullable: true }) employerId!: string | null;
  @Column('uuid', { nullable: true }) contactId!: string | null;
  @Column('text') address!: string;
  @Column('text') recipientName!: string;
  @Column('text') purpose!: Purpose;
  @Column('text') template!: string;
  @Column('integer') templateVersion!: number;
  /** Pinned at insert, personal links included. */
  @Column('jsonb') data!: Record<string, unknown>;
  @Column('text') subject!: string;
  /** Why it goes, for staff. */
  @Column('text') cause!: string;
  /** What it belongs to, e.g. `wave:<id>`. */
  @Column('text', { nullable: true }) campaign!: string | null;
  @Column('text') state!: MessageState;
  /** Why it is in this state, for staff. */
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('integer', { default: 0 }) attempts!: number;
  /** How often its fate became unknown. */
  @Column('integer', { default: 0 }) unknowns!: number;
  /** Of the process that has it in hand; see worker_lease. */
  @Column('uuid', { nullable: true }) leaseToken!: string | null;
  @Column('timestamptz') createdAt!: Date;
  /** The Date header: the first claim; kept by every attempt. */
  @Column('timestamptz', { nullable: true }) datedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) nextAttemptAt!: Date | null;
  /** When it would go, while a pause or a restore holds it. */
  @Column('timestamptz', { nullable: true }) dueAt!: Date | null;
  @Column('timestamptz', { nullable: true }) giveUpAt!: Date | null;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) settledAt!: Date | null;
  /** When it went or ended, goes next, or was begun or written: the order of lists. */
  @Column({
    type: 'timestamptz',
    generatedType: 'STORED',
    asExpression: 'coalesce(settled_at, next_attempt_at, due_at, dated_at, created_at)',
    insert: false,
    update: false,
  })
  movedAt!: Date;
  /** Lower goes first: service 1, invitation 2, engagement 3. */
  @Column({ type: 'smallint', insert: false, update: false })
  priority!: number;
  /** Answers what the person has just done, so it goes at any hour. */
  @Column('boolean', { default: false }) immediate!: boolean;
  /** Advertises, whatever it is for. */
  @Column('boolean', { default: false }) promotional!: boolean;
  /** What one can leave alone. */
  @Column('text', { nullable: true }) topic!: string | null;
  /** Code of what holds it back, while something does. */
  @Column('text', { nullable: true }) hold!: string | null;
  /** What the contact policy said last. */
  @Column('jsonb', { nullable: true }) decision!: MessageDecision | null;
  /** A person's leave to go in spite of limits or hours. */
  @Column('jsonb', { nullable: true }) override!: MessageOverride | null;
  /** The version staff had written when it was planned; null: the program's own words. */
  @Column('uuid', { nullable: true }) templateId!: string | null;
  /** The words it was sent in. */
  @Column('uuid', { nullable: true }) editionId!: string | null;
  /** What staff look for, as it is compared. */
  @Column({
    type: 'text',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'lower(address)',
    insert: false,
    update: false,
  })
  addressKey!: string;
  @Column({
    type: 'text',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'lower(recipient_name)',
    insert: false,
    update: false,
  })
  nameKey!: string;
  @Column({
    type: 'text',
    nullable: true,
    generatedType: 'STORED',
    asExpression: "lower(regexp_replace(regexp_replace(recipient_name, '\\s*[(,].*$', ''), '^.*\\s', ''))",
    insert: false,
    update: false,
  })
  surnameKey!: string;
}
