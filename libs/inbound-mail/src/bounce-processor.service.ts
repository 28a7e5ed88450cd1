import { Injectable } from '@nestjs/common';
import { AddressHash, contacted, Suppressions, suppressionLabels } from '#contact-policy';
import {
  aboutMail,
  isContactMail,
  leadingTo,
  MailFacts,
  type MessageState,
  mailSubject,
  messagingFacts,
  recordEvents,
  UnsubscribeService,
} from '#messaging';
import { type Actor, Clock, type Fact, Facts, SYSTEM_ACTOR, standingFact, type Tx } from '#platform';
import { bounceSentence } from './bounce.labels.js';
import { meanings, type PolicyKind, type PolicyLine, policyKindOf } from './bounce-policy.rules.js';
import { BouncePolicy } from './bounce-policy.service.js';
import { saysLeftOf } from './inbound-list.repository.js';
import {
  type AboutMessage,
  closeReport,
  countReports,
  type OpenReport,
  settleMessage,
} from './inbound-mail.repository.js';

/** What a fact about returned mail asks of whoever keeps the contacts. */
export type Wanted = 'new-address' | 'look' | 'none';

/** Does what follows from one reading of a returned mail: settles its message, then what the area's policy says. */
@Injectable()
export class BounceProcessor {
  constructor(
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly mailFacts: MailFacts,
    private readonly suppressions: Suppressions,
    private readonly unsubscribe: UnsubscribeService,
    private readonly hashes: AddressHash,
    private readonly policy: BouncePolicy,
  ) {}

  /**
   * Follows a reading in the transaction that holds its message's lock. False while the message is still in hand: its
   * answer is not written down yet, and a sweep comes back to it. Only the address the message went to is ever stopped,
   * whatever address the report names.
   */
  async follow(tx: Tx, message: AboutMessage, reading: OpenReport, actor: Actor): Promise<boolean> {
    if (message.state === 'sending') return false;
    const now = this.clock.now();
    const sentence = bounceSentence(reading);
    const done: string[] = [];
    const to = settledTo(reading);
    const from = to ? leadingTo(to).filter((state) => state === 'sent' || state === 'unknown') : [];
    const settled =
      to !== undefined && (await settleMessage(tx, message, to, from, reasonOf(to, sentence), now));
    if (settled)
      done.push(
        to === 'bounced' ? 'The email was marked as returned.' : 'The email was marked as sent: it arrived.',
      );
    await recordEvents(tx, [
      {
        id: reading.id,
        areaId: message.areaId,
        messageId: message.id,
        source: 'returned',
        eventId: reading.id,
        kind: eventKind(reading),
        at: now,
        actor,
        detail: sentence,
      },
    ]);
    const left = reading.kind === 'autoreply' && (await saysLeftOf(tx, reading.returnedId));
    const kind = policyKindOf(reading, left);
    const wanted = kind ? await this.byPolicy(tx, message, reading, kind, sentence, done, actor) : undefined;
    await this.tell(tx, message, settled ? to : undefined, { reading, sentence, wanted, now, left });
    if (!done.length) done.push('Nothing more: it is only listed.');
    await closeReport(tx, reading, done, now);
    return true;
  }

  /** Does what the area's policy says; adds to `done`. Answers what is asked of people, undefined: nothing was to be done. */
  private async byPolicy(
    tx: Tx,
    message: AboutMessage,
    reading: OpenReport,
    kind: PolicyKind,
    sentence: string,
    done: string[],
    actor: Actor,
  ): Promise<Wanted | undefined> {
    const line = await this.policy.line(tx, message.areaId, kind);
    if (line.count > 1) {
      const n = await this.count(tx, message, reading, line);
      if (n < line.count) {
        done.push(`${n} of ${line.count} within ${line.withinDays} days: nothing is stopped yet.`);
        return undefined;
      }
    }
    const { stops, task, note } = meanings[line.action];
    const how = leftBy[kind];
    if (stops && how) {
      // They said no: the same follows as from the button of their mail program, what waits for them included.
      const left = await this.unsubscribe.byMessage(tx, message.id, how, stops);
      done.push(
        `They said no to ${suppressionLabels(left ?? [])}. What waited for this address and is covered by that does not go.`,
      );
    } else if (stops) {
      await this.suppressions.suppress(tx, message.areaId, message.address, [
        { scope: stops, why: 'bounce', source: 'bounce', reason: sentence, actor },
      ]);
      done.push(stopped[stops]);
    }
    if (task && message.employerId)
      done.push(kind === 'left' ? 'A task asks who has taken over.' : 'A task asks for a working address.');
    if (task) return kind.startsWith('bounce') ? 'new-address' : 'look';
    // Whoever left is on the timeline by it already.
    return note && !(stops && how) ? 'none' : undefined;
  }

  private count(tx: Tx, message: AboutMessage, reading: OpenReport, line: PolicyLine): Promise<number> {
    const since = new Date(this.clock.now().getTime() - line.withinDays * 86_400_000);
    return countReports(tx, message.areaId, this.hashes.of(message.address), reading.kind, since);
  }

  /** Writes the facts: a message that bounced says so; what did not end a message stands on the timeline if asked for. */
  private async tell(
    tx: Tx,
    message: AboutMessage,
    to: MessageState | undefined,
    what: { reading: OpenReport; sentence: string; wanted: Wanted | undefined; now: Date; left: boolean },
  ): Promise<void> {
    const { reading, sentence, wanted, now, left } = what;
    const about = aboutMail(message, now, sentence);
    if (to === 'bounced') {
      await this.facts.record(
        tx,
        ...(await this.noContact(tx, message)),
        messagingFacts.bounced.of({
          ...about,
          data: { ...about.data, about: reading.kind, wanted: wanted ?? 'none' },
        }),
      );
      return;
    }
    if (to) await this.mailFacts.record(tx, [{ mail: message, to, at: now, reason: null }]);
    if (!wanted) return;
    await this.facts.record(
      tx,
      messagingFacts.returned.of({
        ...about,
        data: { ...about.data, about: left ? 'left' : reading.kind, wanted },
      }),
    );
  }

  /** A mail that came back was no contact after all: what was written down when it went is taken back. */
  private async noContact(tx: Tx, message: AboutMessage): Promise<Fact[]> {
    const { areaId, employerId, contactId } = message;
    if (!employerId || !isContactMail(message)) return [];
    const subject = mailSubject(message.id);
    const sent = await standingFact(tx, areaId, { employerId, kind: contacted.kind, subject });
    if (!sent) return [];
    return [contacted.void(sent.id, { areaId, employerId, contactId, subject, actor: SYSTEM_ACTOR })];
  }
}

/** Where a reading takes its message; undefined: it says nothing about arriving. An answer from there shows it arrived. */
function settledTo({ kind, action }: OpenReport): 'bounced' | 'sent' | undefined {
  if (action === 'delayed') return undefined;
  if (kind === 'bounce-hard' || kind === 'bounce-soft') return 'bounced';
  return ['delivered', 'complaint', 'unsubscribe', 'autoreply'].includes(kind) ? 'sent' : undefined;
}

/** What stands on the message's own page: a delay is no bounce yet, and what reports nothing is a person's answer. */
const eventKind = ({ kind, action }: OpenReport): string =>
  action === 'delayed' ? 'delayed' : kind === 'none' ? 'reply' : kind;

const reasonOf = (to: 'bounced' | 'sent', sentence: string): string =>
  to === 'bounced' ? sentence : `It arrived. ${sentence}`;

/** Kinds by which their recipient says no. */
const leftBy: Partial<Record<PolicyKind, 'complaint' | 'mail'>> = {
  complaint: 'complaint',
  unsubscribe: 'mail',
};

const stopped = {
  all: 'Nothing more goes to this address.',
  'all-but-service': 'Only service emails go to this address from now on.',
  engagement: 'No advertising goes to this address from now on.',
} as const;
