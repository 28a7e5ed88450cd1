import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import { type MailReader, MailRegistry } from '#mail-templates';
import {
  type Actor,
  Clock,
  Database,
  type ListPage,
  newId,
  type PagePlace,
  Queues,
  reasonProblem,
  type Tx,
} from '#platform';
import { recordEvents } from '../delivery/settlement.repository.js';
import { MailFacts } from '../message/mail-facts.service.js';
import { needsReason } from '../message/messaging.errors.js';
import { queueJobs, sendJobs, toQueue } from '../outbox/send-job.js';
import {
  type AttemptLine,
  lastAttempts,
  lockedMessages,
  type MessageLine,
  type MessageRecord,
} from './messages.repository.js';
import { countUndecided, decideUnknown, LEFT_UNKNOWN, undecided } from './unknown.repository.js';

/** What a person decides about a mail of unknown fate. */
export type UnknownDecision = 'arrived' | 'again' | 'leave';

/** What the reason of a mail begins with whose fate was left unknown. */
const LEFT = 'Staff left it: nobody knows, and it does not go again';

/** Whether somebody has decided to leave a mail of unknown fate as it is, by its reason. */
export const wasLeft = (reason: string | null | undefined): boolean => reason?.startsWith(LEFT) ?? false;

const said: Record<UnknownDecision, { to: 'sent' | 'queued' | 'unknown'; words: string; event: string }> = {
  arrived: { to: 'sent', words: 'Staff found that it arrived', event: 'settled-arrived' },
  again: { to: 'queued', words: 'Staff decided to send it once more', event: 'settled-again' },
  leave: {
    to: 'unknown',
    words: LEFT,
    event: LEFT_UNKNOWN,
  },
};

/** A mail of unknown fate, with what is known of it. */
export interface UnknownLine extends MessageLine {
  unknowns: number;
  /** The last attempt: what the mail server said, and when. */
  last: AttemptLine | undefined;
}

/** Mail of which nobody knows whether it arrived: the list to decide, and the decisions. */
@Injectable()
export class UnknownMails {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly facts: MailFacts,
    private readonly audit: Audit,
    private readonly queues: Queues,
    private readonly registry: MailRegistry,
  ) {}

  /** One page of those that wait for a decision, newest first. */
  async list(
    tx: Tx,
    areaId: string,
    reader: MailReader,
    place: PagePlace = {},
    limit = 50,
  ): Promise<ListPage<UnknownLine>> {
    const page = await undecided(tx, areaId, this.registry.hiddenFrom(reader), place, limit);
    const attempts = await lastAttempts(
      tx,
      areaId,
      page.rows.map((row) => row.id),
    );
    return { ...page, rows: page.rows.map((row) => ({ ...row, last: attempts.get(row.id) })) };
  }

  /** How many wait for a decision. */
  count(tx: Tx, areaId: string, reader: MailReader): Promise<number> {
    return countUndecided(tx, areaId, this.registry.hiddenFrom(reader));
  }

  /**
   * Decides about mails of one area, all under one lock; `reason`: 10 to 300 characters. Answers how many were decided:
   * those whose fate is known by now are left as they are. Throws `messaging.reason`.
   */
  async settle(
    areaId: string,
    ids: readonly string[],
    verdict: UnknownDecision,
    reason: string,
    actor: Actor,
  ): Promise<{ settled: number; known: number }> {
    if (reasonProblem(reason)) throw needsReason();
    return this.db.write([areaId], async (tx) => {
      const asked = await lockedMessages(tx, areaId, ids);
      const { to, words, event } = said[verdict];
      const now = this.clock.now();
      const done = new Set(
        await decideUnknown(
          tx,
          areaId,
          asked.map((one) => one.id),
          to,
          `${words}: ${reason}`,
          now,
        ),
      );
      const settled = asked.filter((one) => done.has(one.id));
      await recordEvents(
        tx,
        settled.map((one) => ({
          id: newId(),
          areaId,
          messageId: one.id,
          source: 'staff',
          eventId: newId(),
          kind: event,
          at: now,
          actor,
          detail: reason,
        })),
      );
      for (const one of settled) await this.note(tx, one, reason, actor);
      if (verdict === 'arrived')
        await this.facts.record(
          tx,
          settled.map((mail) => ({ mail, to: 'sent', at: now, reason: null, actor })),
        );
      if (verdict === 'again' && settled.length)
        tx.afterCommit(() => queueJobs(this.queues, sendJobs(settled.map(toQueue))));
      return { settled: settled.length, known: ids.length - settled.length };
    });
  }

  private note(tx: Tx, { areaId, id }: MessageRecord, reason: string, actor: Actor): Promise<void> {
    return this.audit.record(tx, {
      areaId,
      actor,
      verb: 'change',
      resource: 'message_metadata',
      subject: id,
      reason,
    });
  }
}
