import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MessageState } from './message.rules.js';
import type { Purpose } from './writing/mail.js';

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
  /** As sent, with personal links masked. */
  @Column('text', { nullable: true }) html!: string | null;
  @Column('text', { nullable: true }) plain!: string | null;
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
  @Column('uuid', { nullable: true }) leaseToken!: string | null;
  /** By the database's clock, unlike every other time here. */
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
  @Column('text', { nullable: true }) phase!: 'claimed' | 'data' | null;
  @Column('timestamptz') createdAt!: Date;
  /** The Date header: the first claim; kept by every attempt. */
  @Column('timestamptz', { nullable: true }) datedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) nextAttemptAt!: Date | null;
  /** When it would go, while a pause or a restore holds it. */
  @Column('timestamptz', { nullable: true }) dueAt!: Date | null;
  @Column('timestamptz', { nullable: true }) giveUpAt!: Date | null;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) settledAt!: Date | null;
}
