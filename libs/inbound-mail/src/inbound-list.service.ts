import { Injectable } from '@nestjs/common';
import { Audit, RetentionPeriods } from '#access';
import { AddressHash } from '#contact-policy';
import { type MailReader, MailRegistry } from '#mail-templates';
import {
  type Actor,
  Clock,
  CodedError,
  Database,
  isId,
  type ListPage,
  NO_AREA,
  newId,
  notFound,
  overOn,
  type PagePlace,
  type Tx,
} from '#platform';
import { answerFor } from './bounce-policy.rules.js';
import { BounceProcessor } from './bounce-processor.service.js';
import {
  countInbound,
  countOpen,
  findInbound,
  type InboundFilter,
  type InboundLine,
  type InboundRecord,
  listInbound,
  listOpen,
  type OpenLine,
  reportsOf,
} from './inbound-list.repository.js';
import {
  type AboutMessage,
  insertReport,
  lockMessage,
  matchedByStaff,
  messagesTo,
  settleInbound,
} from './inbound-mail.repository.js';
import { wordsRetention } from './retention.repository.js';

/** Whose eyes: the areas, and whether they are all there are, for what belongs to none yet. */
export interface Seeing {
  areas: readonly string[];
  everywhere: boolean;
  reader: MailReader;
}

/** One returned mail with what it said about messages of the caller's areas. */
export interface InboundMailView {
  mail: InboundRecord;
  about: (InboundLine & { readingId: string; areaId: string })[];
  /** Day on which its words are deleted, at the earliest. */
  keptUntil: Date;
}

/** Mails of the past months somebody may choose among. */
const CHOICES = 20;
const CHOICE_DAYS = 180;
const DAY_MS = 86_400_000;

/** The areas to name for returned mail; NO_AREA for whoever sees mails of none. */
export const areasSeen = ({ areas, everywhere }: Pick<Seeing, 'areas' | 'everywhere'>): readonly string[] =>
  everywhere ? [...areas, NO_AREA] : areas;

/** Staff's door to returned mail: the list, one mail, matching by hand, putting aside. */
@Injectable()
export class InboundMails {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly periods: RetentionPeriods,
    private readonly audit: Audit,
    private readonly hashes: AddressHash,
    private readonly bounces: BounceProcessor,
    private readonly registry: MailRegistry,
  ) {}

  /** One page of an area's returned mail, newest first. */
  list(
    tx: Tx,
    areaId: string,
    filter: InboundFilter,
    reader: MailReader,
    place: PagePlace = {},
    limit = 50,
  ): Promise<ListPage<InboundLine>> {
    return listInbound(tx, areaId, filter, this.registry.hiddenFrom(reader), place, limit);
  }

  /** How many of each kind an area has. */
  async counts(tx: Tx, areaId: string, reader: MailReader): Promise<Map<string, number>> {
    const rows = await countInbound(tx, areaId, this.registry.hiddenFrom(reader));
    return new Map(rows.map((row) => [row.kind, row.n]));
  }

  /** One page of what waits for a person, newest first. */
  open(
    tx: Tx,
    areaId: string,
    ofNoArea: boolean,
    reader: MailReader,
    place: PagePlace = {},
    limit = 50,
  ): Promise<ListPage<OpenLine>> {
    return listOpen(tx, areaId, ofNoArea, this.registry.hiddenFrom(reader), place, limit);
  }

  /** How many wait for a person. */
  openCount(tx: Tx, areaId: string, ofNoArea: boolean, reader: MailReader): Promise<number> {
    return countOpen(tx, areaId, ofNoArea, this.registry.hiddenFrom(reader));
  }

  /** One returned mail. Throws not-found, also for one that only concerns other areas. */
  async get(tx: Tx, id: string, everywhere: boolean, reader: MailReader): Promise<InboundMailView> {
    const mail = isId(id) ? await findInbound(tx, id) : undefined;
    const about = mail ? await reportsOf(tx, id, this.registry.hiddenFrom(reader)) : [];
    if (!mail || (!about.length && !everywhere)) throw notFound();
    return {
      mail,
      about,
      keptUntil: overOn((await this.periods.one(tx, null, wordsRetention.name)).period, mail.at),
    };
  }

  /** The latest mails to an address, of the areas of the transaction, to choose from. */
  choices(tx: Tx, addresses: readonly string[]): ReturnType<typeof messagesTo> {
    const since = new Date(this.clock.now().getTime() - CHOICE_DAYS * DAY_MS);
    return messagesTo(tx, addresses.slice(0, 20), since, CHOICES);
  }

  /**
   * A person says which mail it is about; what follows is done as if the program had found out. `reason` is for the
   * audit. Throws not-found and `messaging.returned-settled` when it was matched or put aside meanwhile.
   */
  async match(seeing: Seeing, id: string, messageId: string, actor: Actor, reason: string): Promise<void> {
    await this.db.write(areasSeen(seeing), async (tx) => {
      const { mail } = await this.get(tx, id, seeing.everywhere, seeing.reader);
      const message = isId(messageId) ? await lockMessage(tx, messageId) : undefined;
      if (!message) throw notFound();
      const now = this.clock.now();
      const by = {
        kind: actor.kind,
        ...(actor.id ? { id: actor.id } : {}),
        ...(actor.label ? { label: actor.label } : {}),
      };
      if (!(await settleInbound(tx, id, 'matched', null, by, now))) throw settledMeanwhile();
      await this.read(tx, mail, message, actor, now);
      await this.note(tx, message.areaId, actor, id, reason);
    });
  }

  /** A person puts it aside: it is about none of our mails. The same errors. */
  async dismiss(seeing: Seeing, id: string, actor: Actor, reason: string): Promise<void> {
    await this.db.write(areasSeen(seeing), async (tx) => {
      const { about } = await this.get(tx, id, seeing.everywhere, seeing.reader);
      if (!(await settleInbound(tx, id, 'dismissed', reason, actor, this.clock.now())))
        throw settledMeanwhile();
      await this.note(tx, about[0]?.areaId ?? null, actor, id, reason);
    });
  }

  private async read(
    tx: Tx,
    mail: InboundRecord,
    message: AboutMessage,
    actor: Actor,
    now: Date,
  ): Promise<void> {
    const answer = answerFor(mail.readings, message.address);
    const guess = (await reportsOf(tx, mail.id, [])).find((one) => one.messageId === message.id);
    const reading = {
      id: guess?.readingId ?? newId(),
      areaId: message.areaId,
      returnedId: mail.id,
      messageId: message.id,
      kind: answer?.kind ?? 'none',
      action: answer?.action ?? null,
      status: answer?.status ?? null,
      reason: answer?.reason ?? 'none',
      matchedBy: 'staff' as const,
    };
    if (guess) await matchedByStaff(tx, message.areaId, guess.readingId);
    else await insertReport(tx, { ...reading, addressHash: this.hashes.of(message.address), at: now });
    await this.bounces.follow(tx, message, reading, actor);
  }

  private note(tx: Tx, areaId: string | null, actor: Actor, subject: string, reason: string): Promise<void> {
    return this.audit.record(tx, {
      areaId,
      actor,
      verb: 'change',
      resource: 'message_metadata',
      subject,
      reason,
    });
  }
}

const settledMeanwhile = (): CodedError =>
  new CodedError(
    'conflict',
    'messaging.returned-settled',
    'Somebody has matched it or put it aside meanwhile. Look at the page again.',
  );
