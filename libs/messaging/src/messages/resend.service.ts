import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import { Suppressions } from '#contact-policy';
import type { Purpose } from '#mail-templates';
import { type MailReader, MailRegistry } from '#mail-templates';
import {
  type Actor,
  Clock,
  Database,
  type ListPage,
  newId,
  notFound,
  type PagePlace,
  type Tx,
} from '#platform';
import { recordEvents } from '../delivery/settlement.repository.js';
import { listMoved } from '../message/messaging.errors.js';
import { type MailRequest, Outbox } from '../outbox/outbox.service.js';
import { MailPeople } from './mail-people.js';
import {
  findMessage,
  lastAttempts,
  lockedMessages,
  type MessageLine,
  type MessageRecord,
} from './messages.repository.js';
import {
  idsByKey,
  missedOf,
  NOT_AGAIN,
  type RoundLine,
  replaced,
  roundOf,
  roundSource,
  SENT_AGAIN,
  sentAgain,
} from './resend.repository.js';
import { mayResend, nextSendKey, type PersonNow, type ResendOption } from './resend.rules.js';

/** How contacts stand now, by id; given by whoever calls, since messaging knows no contact. */
export type PeopleNow = (tx: Tx, areaId: string, contactIds: string[]) => Promise<Map<string, PersonNow>>;

/** A mail that did not arrive, and whether it may go again. */
export interface MissedLine {
  message: MessageLine;
  verdict: ResendOption;
  /** Where staff correct the address, if whoever it was for is no contact. */
  correctAt: string | undefined;
}

/** Sending again what did not arrive, by name: to the missed only, and once however often the button is pressed. */
@Injectable()
export class Resend {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly registry: MailRegistry,
    private readonly suppressions: Suppressions,
    private readonly mailPeople: MailPeople,
  ) {}

  /** One page of what did not arrive of a campaign, each with whether it may go again and why. */
  async missed(
    tx: Tx,
    areaId: string,
    campaign: string,
    people: PeopleNow,
    place: PagePlace = {},
    limit = 200,
  ): Promise<ListPage<MissedLine>> {
    const page = await missedOf(tx, areaId, campaign, place, limit);
    return { ...page, rows: await this.judged(tx, areaId, page.rows, people) };
  }

  /** Whether these messages of an area may go again, in the order of their ids; ids of other areas, and of mail hidden from the reader, are left out. */
  async ask(
    tx: Tx,
    areaId: string,
    ids: readonly string[],
    people: PeopleNow,
    reader?: MailReader,
  ): Promise<MissedLine[]> {
    const hidden = this.registry.hiddenFrom(reader);
    const rows: MessageRecord[] = [];
    for (const id of [...new Set(ids)].sort()) {
      const found = await findMessage(tx, id, hidden);
      if (found?.areaId === areaId) rows.push(found);
    }
    return this.judged(tx, areaId, rows, people);
  }

  /**
   * Sends again those of the messages that may go, under their locks, as new messages with a send key of their own.
   * `round` names the press of the button: what came of each message is kept under it, and the same round said twice
   * is one. `shown` is how many the sender was shown. Throws `messaging.list-changed` when fewer are there by now.
   */
  async send(
    areaId: string,
    round: string,
    ids: readonly string[],
    by: { actor: Actor; shown: number; people: PeopleNow },
  ): Promise<{ sent: number; not: number }> {
    const wanted = [...new Set(ids)];
    return this.db.write([areaId], async (tx) => {
      const locked = await lockedMessages(tx, areaId, wanted);
      if (!locked.length) throw notFound();
      if (by.shown !== wanted.length || locked.length !== wanted.length) throw listMoved(locked.length);
      const judged = await this.judged(tx, areaId, locked, by.people);
      const records = new Map(locked.map((record) => [record.id, record]));
      const going = judged.filter(({ verdict }) => verdict.may);
      const keyOf = (id: string) => nextSendKey(records.get(id)!.sendKey);
      await this.outbox.enqueueMany(
        tx,
        going.map(({ message, verdict }) => this.request(records.get(message.id)!, verdict, by.actor)),
      );
      const written = await idsByKey(
        tx,
        areaId,
        going.map(({ message }) => keyOf(message.id)),
      );
      await this.note(
        tx,
        areaId,
        round,
        judged.map(({ message, verdict }) => {
          const newMessage = verdict.may ? written.get(keyOf(message.id)) : undefined;
          return newMessage
            ? { id: message.id, kind: SENT_AGAIN, detail: newMessage }
            : { id: message.id, kind: NOT_AGAIN, detail: verdict.why };
        }),
        by.actor,
      );
      return { sent: going.length, not: judged.length - going.length };
    });
  }

  /**
   * Says of mail of a campaign that did not reach an address that it went to another one as a new mail: an address was
   * corrected, and what these templates write has been written anew by then.
   */
  async replaced(
    tx: Tx,
    areaId: string,
    campaign: string,
    moved: { from: string; to: string; templates: readonly string[] },
    actor: Actor,
  ): Promise<void> {
    const mails = await replaced(tx, areaId, campaign, moved);
    await recordEvents(
      tx,
      mails.map(({ id, newId: detail }) => ({
        id: newId(),
        areaId,
        messageId: id,
        source: roundSource(`corrected:${detail}`),
        eventId: id,
        kind: SENT_AGAIN,
        at: this.clock.now(),
        actor,
        detail,
      })),
    );
  }

  /** What a round came to, by name. Throws not-found for one that never was. */
  async round(tx: Tx, areaId: string, campaign: string, round: string): Promise<RoundLine[]> {
    const lines = await roundOf(tx, areaId, campaign, round);
    if (!lines.length) throw notFound();
    return lines;
  }

  private request(old: MessageRecord, verdict: ResendOption, actor: Actor): MailRequest {
    return {
      areaId: old.areaId,
      sendKey: nextSendKey(old.sendKey),
      // Judged writable, so it is there.
      mail: this.registry.find(old.template)!,
      to: { address: verdict.address, name: old.recipientName },
      data: old.data,
      employerId: old.employerId,
      contactId: old.contactId,
      ...(old.campaign ? { campaign: old.campaign } : {}),
      cause: `${actor.label ?? 'Staff'} sent it again: the first one did not arrive`,
      ...(old.expiresAt ? { expiresAt: old.expiresAt } : {}),
    };
  }

  private async note(
    tx: Tx,
    areaId: string,
    round: string,
    outcomes: readonly { id: string; kind: string; detail: string }[],
    actor: Actor,
  ): Promise<void> {
    await recordEvents(
      tx,
      outcomes.map(({ id, kind, detail }) => ({
        id: newId(),
        areaId,
        messageId: id,
        source: roundSource(round),
        eventId: id,
        kind,
        at: this.clock.now(),
        actor,
        detail,
      })),
    );
    const rowCount = outcomes.filter(({ kind }) => kind === SENT_AGAIN).length;
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'send',
      resource: 'message_metadata',
      subject: round,
      rowCount,
    });
  }

  private async judged(
    tx: Tx,
    areaId: string,
    rows: readonly MessageRecord[],
    people: PeopleNow,
  ): Promise<MissedLine[]> {
    const ids = rows.map((row) => row.id);
    const attempts = await lastAttempts(tx, areaId, ids);
    const again = await sentAgain(tx, areaId, ids);
    const now = await people(tx, areaId, [...new Set(rows.flatMap((row) => row.contactId ?? []))]);
    const others = await this.mailPeople.of(
      tx,
      areaId,
      rows.filter((row) => !row.contactId),
    );
    const personOf = (row: MessageRecord) => (row.contactId ? now.get(row.contactId) : others.get(row.id));
    const addressOf = (row: MessageRecord) => personOf(row)?.email ?? row.address;
    const blocked = await this.blocked(tx, areaId, rows, addressOf);
    return rows.map((message) => {
      const person = personOf(message);
      return {
        message,
        correctAt: others.get(message.id)?.correctAt,
        verdict: mayResend(
          {
            ...message,
            person,
            blocked: blocked.get(message.id),
            lastCode: attempts.get(message.id)?.smtpCode ?? null,
            again: again.has(message.id),
            writable: this.registry.find(message.template)?.schema.safeParse(message.data).success ?? false,
          },
          this.clock.now(),
        ),
      };
    });
  }

  /** Why nothing may go to the address each mail would go to now, by message id. */
  private async blocked(
    tx: Tx,
    areaId: string,
    rows: readonly MessageRecord[],
    addressOf: (row: MessageRecord) => string,
  ): Promise<Map<string, string>> {
    const kinds = new Map<string, MessageRecord[]>();
    for (const row of rows) {
      const kind = JSON.stringify([row.promotional ? 'engagement' : row.purpose, row.topic]);
      kinds.set(kind, [...(kinds.get(kind) ?? []), row]);
    }
    const blocked = new Map<string, string>();
    for (const [kind, some] of kinds) {
      const [purpose, topic] = JSON.parse(kind) as [Purpose, string | null];
      const reasons = await this.suppressions.reasons(tx, areaId, some.map(addressOf), purpose, topic);
      for (const row of some) {
        const why = reasons.get(addressOf(row));
        if (why !== undefined) blocked.set(row.id, why);
      }
    }
    return blocked;
  }
}
