import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { areaIdentities } from '#access';
import type { MailDefinition } from '#mail-templates';
import {
  MailRegistry,
  maskLinks,
  PersonalLinks,
  type PlannedContent,
  SubjectRenderer,
} from '#mail-templates';
import { Clock, isEmail, newId, oneLine, Queues, Settings, type Tx } from '#platform';
import { noAddress, unknownMail } from '../message/messaging.errors.js';
import { contentHold } from './content-hold.rules.js';
import {
  type CancelFilter,
  cancelMessages,
  insertMessages,
  type NewMessageRow,
} from './outbox.repository.js';
import { queueJobs, sendJobs, type ToQueue } from './send-job.js';

/** One mail to one person. */
export interface MailRequest<S extends z.ZodType = z.ZodType> {
  areaId: string;
  /** Rule + recipient + subject + period, e.g. `survey-invitation:<wave>:<contact>`; a second one is not written. */
  sendKey: string;
  mail: MailDefinition<S>;
  to: { address: string; name: string };
  data: z.input<S>;
  /** A version (or draft) of its words other than the one in force; null: the program's own. */
  templateId?: string | null;
  employerId?: string | null;
  contactId?: string | null;
  /** What it belongs to, e.g. `wave:<id>`; lists and cancelling go by it. */
  campaign?: string;
  /** Why it goes, a plain sentence for staff. */
  cause: string;
  /** Not before this instant; default at once. */
  notBefore?: Date;
  /** Not at or after this instant: it then ends as expired. */
  expiresAt?: Date;
}

/** At most so many ids are queued after a commit; the sweeper feeds the rest. */
const FIRST_IDS = 2_000;
/** Rows one statement writes: a wave of a hundred thousand is no text of a hundred megabytes. */
const STATEMENT = 500;

/** The door for everyone who wants to mail: rows in the caller's transaction, sent once it has committed. */
@Injectable()
export class Outbox {
  private readonly writtenIn = new WeakMap<Tx, string[]>();

  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly queues: Queues,
    private readonly registry: MailRegistry,
    private readonly subjects: SubjectRenderer,
    private readonly links: PersonalLinks,
  ) {}

  /** The new message's id; undefined when that send key was there already. Throws like `enqueueMany`. */
  async enqueue<S extends z.ZodType>(tx: Tx, request: MailRequest<S>): Promise<string | undefined> {
    return (await this.write(tx, [request as unknown as MailRequest]))[0];
  }

  /**
   * Writes many in one statement; answers how many are new. Throws on a mail nobody registered and on data that does
   * not fit its schema (both are mistakes in the program), and `messaging.no-address`.
   */
  async enqueueMany<S extends z.ZodType>(tx: Tx, requests: readonly MailRequest<S>[]): Promise<number> {
    return (await this.write(tx, requests as unknown as readonly MailRequest[])).length;
  }

  /**
   * Stops what has not left yet, of a campaign or by send keys, and the second sending of what may have left; answers
   * how many. `reason` is a plain sentence for staff.
   */
  async cancel(tx: Tx, areaId: string, filter: CancelFilter, reason: string): Promise<number> {
    if (!filter.campaign && !filter.sendKeys) throw new Error('Say what to cancel');
    return cancelMessages(tx, areaId, filter, reason, this.clock.now());
  }

  /** Ids of what was written in this transaction up to now. */
  written(tx: Tx): readonly string[] {
    return this.writtenIn.get(tx) ?? [];
  }

  private async write(tx: Tx, requests: readonly MailRequest[]): Promise<string[]> {
    if (!requests.length) return [];
    const now = this.clock.now();
    const areas = await areaIdentities(
      tx,
      requests.map((request) => request.areaId),
    );
    const words = new Map<string, Promise<PlannedContent>>();
    const wordsOf = ({ areaId, mail, templateId }: MailRequest) => {
      if (this.registry.find(mail.name) !== mail) throw unknownMail(mail.name);
      const key = JSON.stringify([areaId, mail.name, templateId === undefined ? 0 : templateId]);
      const chosen = words.get(key) ?? this.subjects.of(tx, areas.get(areaId)!, mail, templateId);
      words.set(key, chosen);
      return chosen;
    };
    const written: ToQueue[] = [];
    // In the order of their keys throughout, see insertMessages.
    const ordered = [...requests].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    for (let from = 0; from < ordered.length; from += STATEMENT) {
      const rows: NewMessageRow[] = [];
      for (const request of ordered.slice(from, from + STATEMENT))
        rows.push(this.row(request, await wordsOf(request), now));
      const due = new Set(rows.filter((row) => isDue(row, now)).map((row) => row.id));
      const inserted = await insertMessages(tx, rows);
      written.push(...inserted);
      if (from < FIRST_IDS)
        this.queueAfterCommit(
          tx,
          inserted.filter((row) => due.has(row.id)),
        );
    }
    const ids = written.map((row) => row.id);
    this.writtenIn.set(tx, [...this.written(tx), ...ids]);
    return ids;
  }

  /** A mail whose words do not fit, or ask for what it lacks, waits for somebody: half a sentence helps nobody. */
  private row(request: MailRequest, words: PlannedContent, now: Date): NewMessageRow {
    const { mail, to } = request;
    const address = to.address.trim();
    if (!isEmail(address)) throw noAddress();
    const data = mail.schema.parse(request.data);
    const id = newId();
    const { subject, missing } = words.fill(maskLinks(data), oneLine(to.name));
    const held = contentHold({ broken: words.broken, missing });
    return {
      id,
      area_id: request.areaId,
      send_key: request.sendKey,
      message_id: `<${id}@${this.settings.mailFrom.split('@')[1]}>`,
      verp_token: randomBytes(12).toString('hex'),
      employer_id: request.employerId ?? null,
      contact_id: request.contactId ?? null,
      address,
      recipient_name: oneLine(to.name),
      purpose: mail.purpose,
      immediate: mail.immediate ?? mail.purpose === 'service',
      promotional: mail.promotional ?? false,
      topic: mail.topic ?? null,
      template: mail.name,
      template_version: mail.version,
      template_id: words.templateId,
      data: this.links.putAway(request.data),
      subject,
      cause: request.cause,
      campaign: request.campaign ?? null,
      state: held ? 'held' : 'queued',
      hold: held?.hold ?? null,
      reason: held?.reason ?? null,
      created_at: now.toISOString(),
      next_attempt_at: held
        ? null
        : (request.notBefore && request.notBefore > now ? request.notBefore : now).toISOString(),
      expires_at: request.expiresAt?.toISOString() ?? null,
    };
  }

  /** Wakes the worker once the rows can be seen. A failure loses nothing but time: the sweeper finds them. */
  private queueAfterCommit(tx: Tx, due: readonly ToQueue[]): void {
    if (due.length) tx.afterCommit(() => queueJobs(this.queues, sendJobs(due)));
  }
}

const keyOf = ({ areaId, sendKey }: MailRequest): string => `${areaId} ${sendKey}`;

const isDue = ({ next_attempt_at: at }: NewMessageRow, now: Date): boolean =>
  at !== null && at <= now.toISOString();
