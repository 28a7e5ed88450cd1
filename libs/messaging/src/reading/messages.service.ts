import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import { type Actor, Clock, Database, Facts, newId, notFound, Queues, type Tx } from '#platform';
import { mailAreas } from '../mail-area.store.js';
import type { MessageState } from '../message.rules.js';
import { needsReason, notUnknown } from '../messaging.errors.js';
import { mailFact } from '../messaging.facts.js';
import { SEND_JOB, sendJobs } from '../outbox/send-job.js';
import { recordEvents } from '../sending/settle.store.js';
import { maskLinks } from '../writing/mail.data.js';
import { MailRegistry } from '../writing/mail.registry.js';
import { MailTexts } from '../writing/mail.texts.js';
import {
  type AttemptLine,
  attemptsOf,
  cameBack,
  countMessages,
  decideUnknown,
  type EventLine,
  eventsOf,
  findMessage,
  listMessages,
  type MessageCursor,
  type MessageFilter,
  type MessageLine,
  type MessageRecord,
  type PlannedLine,
  planned,
  upcoming,
} from './messages.store.js';

/** One message, what happened to it, and what is in it with links masked. */
export interface MessageView {
  message: Omit<MessageRecord, 'data' | 'html' | 'plain'>;
  attempts: AttemptLine[];
  events: EventLine[];
  html: string;
  plain: string;
}

/** Staff's door to messages: lists, one message, settling what nobody knows. */
@Injectable()
export class Messages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly audit: Audit,
    private readonly registry: MailRegistry,
    private readonly texts: MailTexts,
    private readonly queues: Queues,
  ) {}

  /** One page of an area's messages, newest first, and where the next page begins. */
  async list(
    tx: Tx,
    areaId: string,
    filter: MessageFilter,
    after?: MessageCursor,
    limit = 50,
  ): Promise<{ messages: MessageLine[]; next: MessageCursor | undefined }> {
    const rows = await listMessages(tx, areaId, filter, limit + 1, after);
    const messages = rows.slice(0, limit);
    const last = messages.at(-1);
    return {
      messages,
      next:
        rows.length > limit && last ? { createdAt: last.createdAt.toISOString(), id: last.id } : undefined,
    };
  }

  /** How many are in each state; the states add up to all messages of the filter. */
  counts(
    tx: Tx,
    areaId: string,
    filter: Omit<MessageFilter, 'states'> = {},
  ): Promise<Record<MessageState, number>> {
    return countMessages(tx, areaId, filter);
  }

  /** What goes out next, for the Today page. */
  upcoming(tx: Tx, areaId: string, limit = 10): Promise<MessageLine[]> {
    return upcoming(tx, areaId, limit);
  }

  /** How much goes out on which day until an instant, for the Today page. */
  planned(tx: Tx, areaId: string, until: Date): Promise<PlannedLine[]> {
    return planned(tx, areaId, this.clock.now(), until);
  }

  /** What did not arrive since an instant, for the Today page. */
  cameBack(tx: Tx, areaId: string, since: Date, limit = 10): Promise<MessageLine[]> {
    return cameBack(tx, areaId, since, limit);
  }

  /** One message by id. Throws not-found. What was not written yet is written as it would go now. */
  async see(tx: Tx, id: string): Promise<MessageView> {
    const record = await findMessage(tx, id);
    if (!record) throw notFound();
    const { data, html, plain, ...message } = record;
    const written = html !== null && plain !== null ? { html, text: plain } : await this.preview(tx, record);
    return {
      message,
      attempts: await attemptsOf(tx, message.areaId, id),
      events: await eventsOf(tx, message.areaId, id),
      html: written.html,
      plain: written.text,
    };
  }

  /** Whom a message of an area goes to, or undefined. */
  async recipient(
    tx: Tx,
    areaId: string,
    id: string,
  ): Promise<{ name: string; address: string } | undefined> {
    const found = await findMessage(tx, id);
    return found?.areaId === areaId ? { name: found.recipientName, address: found.address } : undefined;
  }

  /** What kind of mail it is, in staff's words. */
  describe(message: { template: string; templateVersion: number }): { title: string; version: number } {
    return {
      title: this.registry.find(message.template)?.title ?? message.template,
      version: message.templateVersion,
    };
  }

  /**
   * A person settles a mail of unknown fate: it arrived, or send it once more. `reason`: 10 to 300 characters.
   * Throws not-found, `messaging.reason`, `messaging.not-unknown`.
   */
  async settleUnknown(
    areas: readonly string[],
    id: string,
    verdict: 'arrived' | 'again',
    reason: string,
    actor: Actor,
  ): Promise<void> {
    if (reason.length < 10 || reason.length > 300) throw needsReason();
    await this.db.write(areas, async (tx) => {
      const message = await findMessage(tx, id);
      if (!message) throw notFound();
      const now = this.clock.now();
      const arrived = verdict === 'arrived';
      const words = arrived ? 'Staff found that it arrived' : 'Staff decided to send it once more';
      const done = await decideUnknown(
        tx,
        message.areaId,
        id,
        arrived ? 'sent' : 'queued',
        `${words}: ${reason}`,
        now,
      );
      if (!done) throw notUnknown();
      await recordEvents(tx, [
        {
          id: newId(),
          areaId: message.areaId,
          messageId: id,
          source: 'staff',
          eventId: newId(),
          kind: arrived ? 'settled-arrived' : 'settled-again',
          at: now,
          actor,
          detail: reason,
        },
      ]);
      await this.audit.record(tx, {
        areaId: message.areaId,
        actor,
        verb: 'change',
        resource: 'message_metadata',
        subject: id,
        reason,
      });
      const fact = arrived ? mailFact(message, 'sent', now, null) : undefined;
      if (fact) await this.facts.record(tx, { ...fact, actor });
      if (!arrived)
        tx.afterCommit(() => this.queues.add(SEND_JOB, sendJobs([{ id, area_id: message.areaId }])));
    });
  }

  private async preview(tx: Tx, record: MessageRecord): Promise<{ html: string; text: string }> {
    const definition = this.registry.find(record.template);
    const area = (await mailAreas(tx, [record.areaId])).get(record.areaId);
    const data = definition?.schema.safeParse(record.data);
    if (!definition || !area || !data?.success)
      return { html: '', text: 'The text of this mail cannot be shown any more.' };
    return this.texts.write(definition, {
      data: maskLinks(data.data),
      recipient: { name: record.recipientName },
      area,
    });
  }
}
