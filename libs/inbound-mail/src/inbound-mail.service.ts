import { Inject, Injectable } from '@nestjs/common';
import { AddressHash } from '#contact-policy';
import { tokensIn } from '#mail-transport';
import {
  Clock,
  connectionErrorCode,
  Database,
  defineSweep,
  emailKey,
  LOG,
  type Log,
  newId,
  Settings,
  SYSTEM_ACTOR,
  type Tx,
} from '#platform';
import { answerFor } from './bounce-policy.rules.js';
import { BounceProcessor } from './bounce-processor.service.js';
import type { BounceReport } from './bounce-report.js';
import type { MatchedBy } from './inbound-mail.entity.js';
import {
  type AboutMessage,
  forgetInbound,
  insertInbound,
  insertReport,
  lockMessage,
  messageOfIds,
  messageOfTokens,
  messagesTo,
  type NewInboundMail,
  openReport,
  openReports,
} from './inbound-mail.repository.js';
import { type ParsedInbound, parseInbound } from './inbound-parser.js';

/** The job that follows what could not be followed at once, and forgets what was kept long enough. */
export const FOLLOW_RETURNED_JOB = defineSweep('messaging.follow-returned');

/** The job that reads the mailbox. */
export const READ_MAILBOX_JOB = defineSweep('messaging.read-mailbox');

/** A report without our token or Message-ID is held against mail of so many days. */
export const GUESS_DAYS = 14;
const DAY_MS = 86_400_000;
const BATCH = 100;

/** What became of a mail that was handed in. */
export type IngestResult = 'matched' | 'guessed' | 'unmatched' | 'unreadable' | 'known';

/** The one door for mail that comes back, whichever way it came. */
@Injectable()
export class InboundMailService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly hashes: AddressHash,
    private readonly bounces: BounceProcessor,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Takes one raw mail: reads it, finds the message it is about and does what follows, all in one transaction. The same
   * event of a source, or the same bytes again, change nothing. Rejects only when the database does not answer; a mail
   * that cannot be read or written down otherwise is kept as unreadable.
   */
  async ingest(
    source: 'imap' | 'inlet',
    eventId: string,
    raw: Buffer,
    envelopeTo?: string,
  ): Promise<IngestResult> {
    const mail = await parseInbound(raw, this.settings, envelopeTo);
    const arrival = this.arrival(source, eventId, raw, mail, envelopeTo);
    try {
      return await this.db.write('all', (tx) => this.write(tx, arrival, mail));
    } catch (error) {
      if (connectionErrorCode(error)) throw error;
      // Whatever it is in this mail that could not be written down, it must not come in again and again.
      this.log.error({ returned: arrival.id, source }, 'a returned mail could not be followed');
      return this.db.write('all', async (tx) => {
        const plain: NewInboundMail = {
          ...arrival,
          sender: null,
          subject: null,
          words: null,
          readings: [],
          state: 'unreadable',
          remark: 'It could not be followed.',
        };
        return (await insertInbound(tx, plain)) ? 'unreadable' : 'known';
      });
    }
  }

  /** Whether mail to this address is ours to take: the plain sender address, or the return address of a mail that has gone. */
  async knows(address: string): Promise<'plain' | 'return' | undefined> {
    if (address.toLowerCase() === this.settings.mailFrom.toLowerCase()) return 'plain';
    const tokens = tokensIn([address], this.settings.mailFrom);
    if (!tokens.length) return undefined;
    return (await this.db.read('all', (tx) => messageOfTokens(tx, tokens))) && 'return';
  }

  /** One sweep: follows what waited for its message, and forgets what is older than the time of keeping. */
  async sweep(): Promise<{ followed: number; forgotten: number }> {
    const now = this.clock.now();
    let followed = 0;
    // One transaction each: whoever holds several messages at once takes them in another order.
    for (const { id, areaId } of await this.db.read('all', (tx) => openReports(tx, BATCH))) {
      const done = await this.db.write([areaId], async (tx) => {
        const reading = await openReport(tx, areaId, id);
        const message = reading && (await lockMessage(tx, reading.messageId));
        return message !== undefined && this.bounces.follow(tx, message, reading!, SYSTEM_ACTOR);
      });
      if (done) followed++;
    }
    const before = new Date(now.getTime() - this.settings.returnsKeepDays * DAY_MS);
    const forgotten = await this.db.write('all', (tx) => forgetInbound(tx, before));
    return { followed, forgotten };
  }

  private arrival(
    source: string,
    eventId: string,
    raw: Buffer,
    mail: ParsedInbound,
    envelopeTo: string | undefined,
  ): NewInboundMail {
    return {
      id: newId(),
      source,
      eventId,
      digest: mail.digest,
      at: this.clock.now(),
      envelopeTo: envelopeTo?.replace(/\p{Cc}/gu, '').slice(0, 320) ?? null,
      sender: mail.sender,
      subject: mail.subject,
      words: mail.words,
      size: raw.length,
      readings: mail.answers,
      state: mail.unreadable ? 'unreadable' : 'unmatched',
      remark: mail.unreadable ?? null,
    };
  }

  private async write(tx: Tx, arrival: NewInboundMail, mail: ParsedInbound): Promise<IngestResult> {
    const found = await this.find(tx, mail, arrival.at);
    const state = !found ? arrival.state : found.by === 'recipient' ? 'guessed' : 'matched';
    const remark = found ? null : (arrival.remark ?? noMatch(mail));
    if (!(await insertInbound(tx, { ...arrival, state, remark }))) return 'known';
    // A guess is shown to its area and followed only on a person's word.
    if (found) await this.read(tx, arrival.id, found.message, found.answer, found.by, arrival.at);
    return state as IngestResult;
  }

  /**
   * The message a returned mail is about: by our token, which only its mail servers and its recipient saw; then by our
   * Message-ID together with the address it went to, which the mail comes from or reports. By the one or the other alone,
   * which many may know or make up, it is a guess.
   */
  private async find(
    tx: Tx,
    mail: ParsedInbound,
    now: Date,
  ): Promise<{ message: AboutMessage; answer: BounceReport; by: MatchedBy } | undefined> {
    const answer = (message: AboutMessage) => answerFor(mail.answers, message.address) ?? nothing;
    const byToken = mail.tokens.length ? await messageOfTokens(tx, mail.tokens) : undefined;
    if (byToken) return { message: byToken, answer: answer(byToken), by: 'verp' };
    const byId = mail.quoted.length ? await messageOfIds(tx, mail.quoted) : undefined;
    if (byId) {
      const known = [mail.from, ...mail.answers.map((one) => one.recipient)];
      const bears = known.some((address) => address && emailKey(address) === emailKey(byId.address));
      return { message: byId, answer: answer(byId), by: bears ? 'message-id' : 'recipient' };
    }
    const told = mail.answers.flatMap((one) => (one.kind !== 'none' && one.recipient ? [one.recipient] : []));
    if (!told.length) return undefined;
    const since = new Date(now.getTime() - GUESS_DAYS * DAY_MS);
    const sent = await messagesTo(tx, told.slice(0, 20), since, 20);
    const latest = sent.find((message) => message.state === 'sent' || message.state === 'unknown');
    // An address that several areas write to: nobody can say whose mail it was.
    return latest && sent.every((message) => message.areaId === latest.areaId)
      ? { message: latest, answer: answer(latest), by: 'recipient' }
      : undefined;
  }

  /** Writes down what a returned mail says about a message, and follows it unless it is a guess. */
  private async read(
    tx: Tx,
    returnedId: string,
    about: AboutMessage,
    answer: BounceReport,
    by: MatchedBy,
    at: Date,
  ): Promise<void> {
    const message = await lockMessage(tx, about.id);
    if (!message) return;
    const reading = {
      id: newId(),
      areaId: message.areaId,
      returnedId,
      messageId: message.id,
      kind: answer.kind,
      action: answer.action,
      status: answer.status,
      reason: answer.reason,
      matchedBy: by,
    };
    const addressHash = this.hashes.of(message.address);
    if (!(await insertReport(tx, { ...reading, addressHash, at })) || by === 'recipient') return;
    await this.bounces.follow(tx, message, reading, SYSTEM_ACTOR);
  }
}

/** A mail that reports nothing we know. */
const nothing: BounceReport = { recipient: null, kind: 'none', action: null, status: null, reason: 'none' };

function noMatch(mail: ParsedInbound): string {
  if (mail.tokens.length) return 'It came to a return address of none of our emails.';
  if (mail.quoted.length) return 'It quotes the Message-ID of none of our emails.';
  return 'It names none of our emails, and no address we have written to lately.';
}
