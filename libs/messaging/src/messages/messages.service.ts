import { Injectable } from '@nestjs/common';
import { areaIdentities } from '#access';
import { offersUnsubscribe, UnsubscribeLinks } from '#contact-policy';
import { CompiledTemplates, type MailReader, MailRegistry, maskLink, maskLinks } from '#mail-templates';
import { Clock, type ListPage, notFound, type PagePlace, type Tx } from '#platform';
import type { MessageState } from '../message/message.rules.js';
import { waitsForContent } from './held.service.js';
import { MailPeople, type MailPerson } from './mail-people.js';
import {
  type AttemptLine,
  attemptsOf,
  cameBack,
  countMessages,
  type EventLine,
  eventsOf,
  findMessage,
  listMessages,
  type MessageFilter,
  type MessageLine,
  type MessageRecord,
  messageNames,
  type NotWritten,
  notWritten,
  type PlannedLine,
  planned,
  someMessages,
  upcoming,
} from './messages.repository.js';
import { sentAgain } from './resend.repository.js';

/** One message, what happened to it, and what is in it with links masked. */
export interface MessageView {
  message: Omit<MessageRecord, 'data'>;
  attempts: AttemptLine[];
  events: EventLine[];
  html: string;
  plain: string;
  /** From whom it comes and where answers go; undefined reply: the sender's address. */
  from: { network: string; replyTo: string | undefined };
}

/** Staff's door to messages: lists and one message. Mail about accounts is there for readers of the installation only. */
@Injectable()
export class Messages {
  constructor(
    private readonly clock: Clock,
    private readonly registry: MailRegistry,
    private readonly templatesReady: CompiledTemplates,
    private readonly unsubscribeLinks: UnsubscribeLinks,
    private readonly people: MailPeople,
  ) {}

  /** One page of an area's messages, in the order in which they went or go, latest first. */
  list(
    tx: Tx,
    areaId: string,
    filter: MessageFilter,
    place: PagePlace = {},
    limit = 50,
  ): Promise<ListPage<MessageLine>> {
    return listMessages(tx, areaId, this.stored(filter), place, limit);
  }

  /** A few messages to whom a search means: by the beginning of a name or address, or by surname; latest first. */
  some(tx: Tx, areaId: string, search: string, reader: MailReader, most: number): Promise<MessageLine[]> {
    return someMessages(tx, areaId, this.stored({ search, reader }), most);
  }

  /** How many are in each state; the states add up to all messages of the filter. */
  counts(
    tx: Tx,
    areaId: string,
    filter: Omit<MessageFilter, 'states'> = {},
  ): Promise<Record<MessageState, number>> {
    return countMessages(tx, areaId, this.stored(filter));
  }

  /** By campaign the employers it has not written to, and whether that may come still. `employerId`: only of this one. */
  notWritten(
    tx: Tx,
    areaId: string,
    campaigns: readonly string[],
    employerId?: string,
  ): Promise<NotWritten[]> {
    return campaigns.length ? notWritten(tx, areaId, campaigns, employerId ?? null) : Promise.resolve([]);
  }

  /** What goes out next, for the Today page. */
  upcoming(tx: Tx, areaId: string, reader?: MailReader, limit = 10): Promise<MessageLine[]> {
    return upcoming(tx, areaId, this.registry.hiddenFrom(reader), limit);
  }

  /** How much goes out on which day until an instant, for the Today page. */
  async planned(tx: Tx, areaId: string, until: Date, reader?: MailReader): Promise<PlannedLine[]> {
    const hidden = this.registry.hiddenFrom(reader);
    const lines = await planned(tx, areaId, hidden, this.clock.now(), until);
    return lines.map((line) => ({
      ...line,
      title: this.registry.find(line.template)?.title ?? line.subject,
    }));
  }

  /** What did not arrive since an instant, for the Today page. */
  cameBack(tx: Tx, areaId: string, since: Date, reader?: MailReader, limit = 10): Promise<MessageLine[]> {
    return cameBack(tx, areaId, this.registry.hiddenFrom(reader), since, limit);
  }

  /** One message by id, in the words it went in; one that has not gone, as it would go now. Throws not-found. */
  async get(tx: Tx, id: string, reader?: MailReader): Promise<MessageView> {
    const record = await this.found(tx, id, reader);
    const { data: _, ...message } = record;
    const area = (await areaIdentities(tx, [record.areaId])).get(record.areaId);
    const written = await this.shown(tx, record);
    return {
      message,
      attempts: await attemptsOf(tx, message.areaId, id),
      events: await eventsOf(tx, message.areaId, id),
      html: written.html,
      plain: written.text,
      from: { network: area?.network ?? '', replyTo: area?.replyTo },
    };
  }

  /** One message's line, without what was in it. Throws not-found. */
  line(tx: Tx, id: string, reader?: MailReader): Promise<MessageLine> {
    return this.found(tx, id, reader);
  }

  /** Subject and recipient of messages of one area by id; those the reader does not see are left out. */
  async namesById(
    tx: Tx,
    areaId: string,
    ids: readonly string[],
    reader?: MailReader,
  ): Promise<Map<string, { subject: string; recipientName: string }>> {
    const rows = await messageNames(tx, areaId, ids, this.registry.hiddenFrom(reader));
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Which of these mails of an area were sent again as a new one. */
  sentAgain(tx: Tx, areaId: string, ids: readonly string[]): Promise<Set<string>> {
    return sentAgain(tx, areaId, ids);
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

  /** Whoever a message was for who is no contact, with the page on which their address is corrected; or undefined. */
  async person(tx: Tx, id: string): Promise<MailPerson | undefined> {
    const record = await findMessage(tx, id);
    if (!record || record.contactId) return undefined;
    return (await this.people.of(tx, record.areaId, [record])).get(id);
  }

  private stored<F extends MessageFilter>({ reader, ...filter }: F) {
    return { ...filter, hidden: this.registry.hiddenFrom(reader) };
  }

  private async found(tx: Tx, id: string, reader: MailReader | undefined): Promise<MessageRecord> {
    const record = await findMessage(tx, id, this.registry.hiddenFrom(reader));
    if (!record) throw notFound();
    return record;
  }

  private async shown(tx: Tx, record: MessageRecord): Promise<{ html: string; text: string }> {
    const data = this.registry.find(record.template)?.schema.safeParse(record.data);
    const shown = data?.success
      ? await this.templatesReady.show(tx, record, maskLinks(data.data), {
          name: record.recipientName,
          subject: record.subject,
          leaveLink: offersUnsubscribe(record)
            ? maskLink(this.unsubscribeLinks.of(record.areaId, record.id))
            : undefined,
        })
      : undefined;
    if (shown) return shown;
    return {
      html: '',
      text: waitsForContent(record)
        ? 'What it says cannot be shown until its template is corrected.'
        : 'The text of this email can no longer be shown.',
    };
  }
}
