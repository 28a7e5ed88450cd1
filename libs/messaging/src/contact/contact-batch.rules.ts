import type { DirectoryEmployer, DirectoryEvent, DirectoryPerson } from '#contact-policy';
import {
  type Consent,
  type ContactDecision,
  type ContactEvent,
  type ContactMessage,
  type ContactPerson,
  type ContactSettings,
  type ContactSuppression,
  competingMessages,
  decide,
  isPrivateMailbox,
  overrides,
  purposeOf,
} from '#contact-policy';
import { emailKey } from '#platform';
import { holds, type PausesInForce, pauseReason } from '../flow-control/pauses.rules.js';
import { activityEvent, mailEvent } from './contact-event.rules.js';
import type { GatedMail } from './contact-gate.types.js';
import type { NeighbourMail } from './contact-history.repository.js';

/** All that is known about a batch of mails of one area, loaded with it. */
export interface BatchFacts {
  settings: ContactSettings;
  /** After a restore, nothing released yet. */
  restored: boolean;
  pauses: PausesInForce;
  employers: readonly DirectoryEmployer[];
  people: readonly DirectoryPerson[];
  /** Mail that is a contact of the same employers and people, and what else is due to them. */
  mails: readonly NeighbourMail[];
  events: readonly DirectoryEvent[];
  /** By address as given. */
  stops: ReadonlyMap<string, readonly ContactSuppression[]>;
  permitted: ReadonlyMap<string, { consent: Consent | null; softOptIn: Consent | null }>;
}

/** Offers under these topics may cost money; of a mail without a topic nobody knows. */
const mayCost = (topic: string | null): boolean => topic === null || topic === 'training';

/** Contact limits and turns speak of these mails only. */
export const isCounted = (mail: Pick<GatedMail, 'purpose' | 'promotional'>): boolean =>
  purposeOf(mail) !== 'service';

/** Decides a batch as if its mails came one by one: what one of them does counts for the next. */
export function decideBatch(
  mails: readonly GatedMail[],
  facts: BatchFacts,
  now: Date,
): Map<string, ContactDecision> {
  return new Batch(facts, now).decide(mails);
}

/** A hold has made it due again later; in line it stands since it was written. */
const inLineSince = (mail: GatedMail): Date | null => (mail.hold ? mail.createdAt : mail.nextAttemptAt);

/** The same in line from an instant on, its place there kept. */
const from = (until: Date | null, message: ContactMessage): ContactMessage =>
  until ? { ...message, dueAt: until } : message;

class Batch {
  private readonly employers: Map<string, DirectoryEmployer>;
  private readonly people: Map<string, DirectoryPerson>;
  private readonly history = new Map<string, { id: string; event: ContactEvent }[]>();
  /** Mail that was begun and not ended, or has gone: in flight it needs no turn. */
  private readonly tried = new Set<string>();
  /** Decisions by what they hang on: of colleagues to whom the same happened, one is enough. */
  private readonly alike = new Map<string, ContactDecision>();

  constructor(
    private readonly facts: BatchFacts,
    private readonly now: Date,
  ) {
    this.employers = new Map(facts.employers.map((one) => [one.id, one]));
    this.people = new Map(facts.people.map((one) => [one.id, one]));
    for (const mail of facts.mails)
      if (mail.at && !this.tried.has(mail.id)) {
        this.tried.add(mail.id);
        this.remember(mail.id, this.mailEvent(mail, mail.at));
      }
    for (const one of facts.events)
      this.remember('', activityEvent(one, one.contactId && this.recipientKey(one.contactId, null)));
  }

  decide(mails: readonly GatedMail[]): Map<string, ContactDecision> {
    const decided = new Map<string, ContactDecision>();
    const waiting = new Map<string, ContactMessage>();
    for (const mail of this.inOrder([...mails, ...this.facts.mails])) {
      if (!isCounted(mail) || this.tried.has(mail.id) || waiting.has(mail.id)) continue;
      const message = this.message(mail);
      // What something else holds for good takes no turn; what is held to a date joins the line then.
      const open = this.ask(mail, message, [], this.stopsOf(mail), []);
      if (open.decision === 'send' || open.until) waiting.set(mail.id, from(open.until, message));
    }
    const competing = competingMessages(waiting);
    for (const mail of this.inOrder(mails)) {
      const decision = this.inWords(mail, this.one(mail, competing));
      decided.set(mail.id, decision);
      const inLine = waiting.get(mail.id);
      if (inLine && decision.until) waiting.set(mail.id, from(decision.until, inLine));
      else waiting.delete(mail.id);
      if (decision.decision === 'send' && isCounted(mail) && !this.tried.has(mail.id))
        this.remember(mail.id, this.mailEvent({ ...mail, state: 'sending' }, this.now));
    }
    return decided;
  }

  /** Of a pause people hear who paused what, and why. */
  private inWords(mail: GatedMail, decision: ContactDecision): ContactDecision {
    if (decision.reason !== 'area_paused' && decision.reason !== 'rule_paused') return decision;
    const whole = decision.reason === 'area_paused';
    const pause = this.facts.pauses.pauses.find(
      (one) => (one.campaign === null) === whole && holds(one, { ...mail, purpose: purposeOf(mail) }),
    );
    return pause ? { ...decision, sentence: pauseReason(pause) } : decision;
  }

  private one(mail: GatedMail, competing: (message: ContactMessage) => ContactMessage[]): ContactDecision {
    const message = this.message(mail);
    const stops = this.stopsOf(mail);
    if (!isCounted(mail)) return this.ask(mail, message, [], stops, []);
    const alone = this.ask(mail, message, this.contactsOf([message]), stops, []);
    // Whose turn it is matters only for what goes now or on a day.
    const others = alone.decision === 'send' || alone.until ? competing(message) : [];
    if (!others.length) return alone;
    return this.ask(mail, message, this.contactsOf([message, ...others]), stops, others);
  }

  private stopsOf(mail: GatedMail): readonly ContactSuppression[] {
    return this.facts.stops.get(mail.address) ?? [];
  }

  private ask(
    mail: GatedMail,
    message: ContactMessage,
    history: readonly ContactEvent[],
    stops: readonly ContactSuppression[],
    others: readonly ContactMessage[],
  ): ContactDecision {
    const employer = mail.employerId ? this.employer(mail.employerId) : null;
    const person = this.person(mail);
    const answer = () =>
      decide(this.facts.settings, message, employer, person, history, stops, others, this.now);
    if (stops.length || others.length) return answer();
    const { id: _, address: __, ...same } = person;
    const key = JSON.stringify([
      mail.purpose,
      mail.promotional,
      mail.immediate,
      mail.topic,
      mail.expiresAt,
      mail.nextAttemptAt && mail.nextAttemptAt > this.now ? mail.nextAttemptAt : null,
      mail.override,
      message.rulePaused,
      employer && [employer.legalForm, employer.closed],
      same,
      history.map((event) => [
        event.at.getTime(),
        event.kind,
        event.direction,
        event.state,
        event.agency,
        event.employer === message.employer,
        event.person === message.person,
        event.purpose,
        event.promotional,
        event.mailing === message.mailing ? 0 : event.mailing,
      ]),
    ]);
    const known = this.alike.get(key) ?? answer();
    this.alike.set(key, known);
    return known;
  }

  private message(mail: GatedMail): ContactMessage {
    return {
      id: mail.id,
      channel: 'mail',
      purpose: mail.purpose,
      promotional: mail.promotional,
      chargedFor: mayCost(mail.topic),
      employer: mail.employerId,
      person: this.recipientKey(mail.contactId, mail.address),
      toRole: null,
      dueAt: mail.nextAttemptAt,
      waitingSince: inLineSince(mail),
      expiresAt: mail.expiresAt,
      immediate: mail.immediate,
      replyTo: null,
      mailing: mail.campaign,
      topic: mail.topic,
      family: null,
      step: 1,
      priority: null,
      mergeable: false,
      override: mail.override,
      state: 'queued',
      keyEnded: null,
      restored: this.facts.restored,
      rulePaused: mail.campaign !== null && this.facts.pauses.campaigns.has(mail.campaign),
    };
  }

  private employer(id: string): DirectoryEmployer {
    return this.employers.get(id) ?? { id, legalForm: null, closed: false };
  }

  private person(mail: GatedMail): ContactPerson {
    return {
      id: this.recipientKey(mail.contactId, mail.address),
      address: mail.address,
      addressKind: isPrivateMailbox(mail.address) ? 'private' : 'work',
      left: (mail.contactId && this.people.get(mail.contactId)?.left) || false,
      consent: null,
      softOptIn: null,
      ...this.facts.permitted.get(mail.address),
    };
  }

  /** One person is all records with one address; a record without one is by itself. */
  private recipientKey(contactId: string | null, address: string | null): string {
    const known = contactId ? this.people.get(contactId)?.emailKey : null;
    return known ?? (address ? emailKey(address) : `contact:${contactId}`);
  }

  private mailEvent(mail: GatedMail, at: Date): ContactEvent {
    return mailEvent(mail, at, this.recipientKey(mail.contactId, mail.address));
  }

  private remember(id: string, event: ContactEvent): void {
    for (const key of [event.employer && `e${event.employer}`, event.person && `p${event.person}`]) {
      if (!key) continue;
      const list = this.history.get(key);
      if (list) list.push({ id, event });
      else this.history.set(key, [{ id, event }]);
    }
  }

  /** What has been to the employers and people of messages, the first itself apart. */
  private contactsOf(messages: readonly [ContactMessage, ...ContactMessage[]]): ContactEvent[] {
    const keys = new Set(messages.flatMap(({ employer, person }) => [`e${employer}`, `p${person}`]));
    const all = [...keys].flatMap((key) => this.history.get(key) ?? []);
    return [...new Set(all.filter((one) => one.id !== messages[0].id).map((one) => one.event))];
  }

  /** As turns are taken; `decide` has the last word on them. */
  private inOrder(mails: readonly GatedMail[]): GatedMail[] {
    const ranked = mails.map((mail) => ({
      mail,
      rank: [
        overrides(mail, 'limits') ? 0 : 1,
        purposeOf(mail) === 'engagement' ? 1 : 0,
        inLineSince(mail)?.getTime() ?? 0,
      ],
    }));
    ranked.sort((a, b) => {
      const at = a.rank.findIndex((part, i) => part !== b.rank[i]);
      return at >= 0 ? a.rank[at]! - b.rank[at]! : a.mail.id < b.mail.id ? -1 : 1;
    });
    return ranked.map(({ mail }) => mail);
  }
}
