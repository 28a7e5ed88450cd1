import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor } from '#platform';
import type { PolicyAction, PolicyKind } from './bounce-policy.rules.js';
import type { BounceReport } from './bounce-report.js';

/** How far a returned mail has been understood. */
export type InboundState = 'matched' | 'guessed' | 'unmatched' | 'unreadable' | 'dismissed';
/** How it was found out which message a returned mail is about. */
export type MatchedBy = 'verp' | 'message-id' | 'recipient' | 'staff';

/** A mail that came in at one of our return addresses. */
@Entity('returned_mail')
export class InboundMailRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') source!: string;
  @Column('text') eventId!: string;
  /** SHA-256 of all its bytes. */
  @Column('bytea') digest!: Buffer;
  @Column('timestamptz') at!: Date;
  @Column('text', { nullable: true }) envelopeTo!: string | null;
  @Column('text', { nullable: true }) sender!: string | null;
  @Column('text', { nullable: true }) subject!: string | null;
  /** Its own words as plain text; null once its time of keeping is over. */
  @Column('text', { nullable: true }) words!: string | null;
  /** Bytes. */
  @Column('integer') size!: number;
  @Column('jsonb') readings!: BounceReport[];
  @Column('text') state!: InboundState;
  @Column('text', { nullable: true }) remark!: string | null;
  @Column('timestamptz', { nullable: true }) settledAt!: Date | null;
  @Column('jsonb', { nullable: true }) settledBy!: Actor | null;
}

/** What a returned mail said about one message of an area, and what was done. */
@Entity('returned_reading')
export class BounceReportRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') areaId!: string;
  @Column('uuid') returnedId!: string;
  @Column('uuid') messageId!: string;
  /** Keyed hash of the address the message went to. */
  @Column('bytea') addressHash!: Buffer;
  @Column('text') kind!: string;
  @Column('text', { nullable: true }) action!: string | null;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('text') reason!: string;
  @Column('text') matchedBy!: MatchedBy;
  @Column('timestamptz') at!: Date;
  /** Sentences for staff. */
  @Column('jsonb', { nullable: true }) done!: string[] | null;
  @Column('timestamptz', { nullable: true }) followedAt!: Date | null;
}

/** How an area follows one kind of returned mail, where it does so otherwise than by default. */
@Entity('return_policy')
export class BouncePolicyRow {
  @PrimaryColumn('uuid') areaId!: string;
  @PrimaryColumn('text') kind!: PolicyKind;
  @Column('integer') count!: number;
  @Column('integer') withinDays!: number;
  @Column('text') action!: PolicyAction;
  @Column('timestamptz') changedAt!: Date;
  @Column('jsonb') changedBy!: Actor;
}

/** How far the mailbox of returned mail has been read. */
@Entity('returns_place')
export class MailboxPositionRow {
  /** The mailbox's address without the password. */
  @PrimaryColumn('text') mailbox!: string;
  @Column('text', { nullable: true }) uidValidity!: string | null;
  @Column('bigint') lastUid!: string;
  @Column('timestamptz', { nullable: true }) checkedAt!: Date | null;
  /** How many mails have been taken from it in all. */
  @Column('integer') taken!: number;
  @Column('text', { nullable: true }) trouble!: string | null;
  @Column('timestamptz', { nullable: true }) troubleSince!: Date | null;
  @Column('uuid', { nullable: true }) leaseToken!: string | null;
  /** By the database's clock. */
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
}
