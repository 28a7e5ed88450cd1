import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  type ContactDecision,
  ContactDirectories,
  contactSettings,
  type DirectoryPerson,
  longestDays,
  purposeOf,
  rulesInForce,
} from '#contact-policy';
import { Clock, emailKey, newId, type Tx } from '#platform';
import { type BatchFacts, decideBatch, isCounted } from './contact-batch.rules.js';
import type { GatedMail, PlannedMail } from './contact-gate.types.js';
import {
  countUndecided,
  type HeldBy,
  heldCounts,
  mailsById,
  neighbours,
  type Reconsidered,
  releaseHeld,
  undecided,
} from './contact-history.repository.js';
import { SendingContext } from './sending-context.js';

const DAY = 86_400_000;
/** Somebody else decides for the same employer for some milliseconds only. */
const TRIES = 4;
const PAUSE_MS = 15;

/**
 * Whether mails may go now: the contact policy (contact-policy.rules.ts) with all it asks about, loaded for a whole batch
 * in a number of statements that does not grow with it.
 */
@Injectable()
export class ContactGate {
  constructor(
    private readonly directories: ContactDirectories,
    private readonly context: SendingContext,
    private readonly clock: Clock,
  ) {}

  /**
   * Decides for due mails of one area, whose rows the caller has locked, in the transaction that claims them. Employers
   * and people whom contact limits protect stay locked until it ends, so that what two workers decide cannot both go.
   * A mail whose employer or person somebody else has locked is not in the answer: it is to be left as it is, and asked
   * about again later. This never waits for a lock, so it cannot stand in a circle with those who lock the other way round.
   */
  async decide(
    tx: Tx,
    areaId: string,
    mails: readonly GatedMail[],
    now: Date,
  ): Promise<Map<string, ContactDecision>> {
    if (!mails.length) return new Map();
    const people = await this.people(tx, areaId, mails);
    const free = await this.hold(tx, areaId, mails, people);
    return decideBatch(free, await this.facts(tx, areaId, free, people, now), now);
  }

  /** What would be decided now for messages by id, due or not, without locks; those that have ended are left out. */
  async preview(tx: Tx, areaId: string, ids: readonly string[]): Promise<Map<string, ContactDecision>> {
    const mails = await mailsById(tx, areaId, ids);
    if (!mails.length) return new Map();
    const now = this.clock.now();
    const people = await this.people(tx, areaId, mails);
    const facts = await this.facts(tx, areaId, mails, people, now);
    const restored = await this.context.restored(tx, areaId);
    return decideBatch(mails, { ...facts, restored }, now);
  }

  /** What would be decided now for mails that are not written yet; without locks. */
  async foresee(
    tx: Tx,
    areaId: string,
    mails: readonly PlannedMail[],
  ): Promise<{ goes: number; held: HeldBy[] }> {
    const now = this.clock.now();
    const planned = mails.map((mail): GatedMail => {
      const { expiresAt = null, promotional = false, topic = null, campaign = null } = mail;
      const usual = {
        state: 'queued',
        createdAt: now,
        nextAttemptAt: now,
        immediate: false,
        hold: null,
        override: null,
      } as const;
      return { ...usual, ...mail, id: newId(), promotional, topic, campaign, expiresAt };
    });
    const people = await this.people(tx, areaId, planned);
    const facts = await this.facts(tx, areaId, planned, people, now);
    const restored = await this.context.restored(tx, areaId);
    return inGroups([...decideBatch(planned, { ...facts, restored }, now).values()], []);
  }

  /** Of a campaign, how many of its mails that wait go now, and how many are held by what; at most 1,000 are decided. */
  async waiting(tx: Tx, areaId: string, campaign: string): Promise<{ goes: number; held: HeldBy[] }> {
    const ids = await undecided(tx, areaId, campaign, this.clock.now());
    // A worker may hold some of them between the two questions: each is counted once, by what is decided here.
    const held = await heldCounts(tx, areaId, campaign, ids);
    return inGroups([...(await this.preview(tx, areaId, ids)).values()], held);
  }

  /**
   * Looks again at what is held: now due, to be decided anew. For services whose change may have ended a hold; `codes`
   * are the holds it may have ended (default: all but pauses and restores, which end by a person's leave).
   * Answers how many there were.
   */
  reconsider(tx: Tx, areaId: string, which: Reconsidered = {}): Promise<number> {
    return releaseHeld(tx, areaId, which, this.clock.now());
  }

  /** How many mails of an area are held by what. */
  held(tx: Tx, areaId: string): Promise<HeldBy[]> {
    return heldCounts(tx, areaId, null);
  }

  /** How many mails of an area are being looked at: due, and not decided about yet. */
  lookedAt(tx: Tx, areaId: string): Promise<number> {
    return countUndecided(tx, areaId, this.clock.now());
  }

  private people(tx: Tx, areaId: string, mails: readonly GatedMail[]): Promise<DirectoryPerson[]> {
    const ids = distinct(mails.map((mail) => mail.contactId));
    const counted = distinct(mails.filter(isCounted).map((mail) => emailKey(mail.address)));
    if (!ids.length && !counted.length) return Promise.resolve([]);
    return this.directories.current.people(tx, areaId, ids, counted);
  }

  /** Those of the mails for whose employers and people nobody else decides now. */
  private async hold(
    tx: Tx,
    areaId: string,
    mails: readonly GatedMail[],
    people: readonly DirectoryPerson[],
  ): Promise<readonly GatedMail[]> {
    const counted = mails.filter(isCounted);
    if (!counted.length) return mails;
    const records = recordsByMail(people);
    let employers = distinct(counted.map((mail) => mail.employerId));
    let contacts = distinct(counted.flatMap((mail) => records(mail)));
    for (let tries = 1; employers.length + contacts.length > 0; tries++) {
      const taken = await this.directories.current.lockUncontended(tx, areaId, employers, contacts);
      [employers, contacts] = [taken.employers, taken.people];
      if (tries === TRIES || employers.length + contacts.length === 0) break;
      await sleep(PAUSE_MS);
    }
    if (employers.length + contacts.length === 0) return mails;
    const taken = new Set([...employers, ...contacts]);
    return mails.filter(
      (mail) =>
        !isCounted(mail) ||
        (!(mail.employerId && taken.has(mail.employerId)) && !records(mail).some((id) => taken.has(id))),
    );
  }

  private async facts(
    tx: Tx,
    areaId: string,
    mails: readonly GatedMail[],
    known: readonly DirectoryPerson[],
    now: Date,
  ): Promise<BatchFacts> {
    const pauses = await this.context.pauses(tx, areaId);
    const settings = contactSettings((await rulesInForce(tx, areaId)).rules, pauses.area);
    const since = new Date(now.getTime() - (longestDays(settings) + 1) * DAY);
    const book = this.directories.current;
    const counted = mails.filter(isCounted);
    const employerIds = distinct(counted.map((mail) => mail.employerId));
    const contactIds = distinct([...counted.map((mail) => mail.contactId), ...known.map((one) => one.id)]);
    const addresses = distinct(counted.map((mail) => mail.address));
    const near = counted.length
      ? await neighbours(tx, areaId, { employerIds, contactIds, addresses }, since)
      : [];
    const events = counted.length ? await book.events(tx, areaId, employerIds, contactIds, since) : [];
    const all = [...mails, ...near.filter((mail) => !mail.at)];
    const strangers = distinct(all.map((mail) => mail.contactId)).filter(
      (id) => !known.some((one) => one.id === id),
    );
    const more = strangers.length && near.length ? await book.people(tx, areaId, strangers, []) : [];
    const named = distinct(all.filter(isCounted).map((mail) => mail.employerId));
    const employers = named.length ? await book.employers(tx, areaId, named) : [];
    const everybody = distinct(all.map((mail) => mail.address));
    return {
      settings,
      // After a restore the sender claims nothing at all.
      restored: false,
      pauses,
      employers,
      people: [...known, ...more],
      mails: near,
      events,
      stops: await this.context.stops(tx, areaId, everybody, now),
      permitted: await this.context.permitted(
        tx,
        areaId,
        distinct(all.filter((mail) => purposeOf(mail) === 'engagement').map((mail) => mail.address)),
      ),
    };
  }
}

/** Decisions together with what is held already, by what holds it; those that end unsent are under their reason too. */
function inGroups(
  decisions: readonly ContactDecision[],
  known: readonly HeldBy[],
): { goes: number; held: HeldBy[] } {
  const held = new Map(known.map((one) => [one.hold, { ...one }]));
  for (const { decision, reason, until } of decisions) {
    if (decision === 'send') continue;
    const group = held.get(reason) ?? { hold: reason, count: 0, first: null };
    const first = until && (!group.first || until < group.first) ? until : group.first;
    held.set(reason, { ...group, count: group.count + 1, first });
  }
  const goes = decisions.filter((one) => one.decision === 'send').length;
  return { goes, held: [...held.values()].sort((a, b) => b.count - a.count) };
}

const distinct = (some: readonly (string | null)[]): string[] => [
  ...new Set(some.filter((one): one is string => one !== null)),
];

/** The records that are one person with the recipient of a mail. */
function recordsByMail(people: readonly DirectoryPerson[]): (mail: GatedMail) => string[] {
  const byKey = new Map<string, string[]>();
  const keys = new Map(people.map((one) => [one.id, one.emailKey]));
  for (const { id, emailKey: key } of people) if (key) byKey.set(key, [...(byKey.get(key) ?? []), id]);
  return (mail) => [
    ...(mail.contactId ? [mail.contactId] : []),
    ...(byKey.get((mail.contactId && keys.get(mail.contactId)) || emailKey(mail.address)) ?? []),
  ];
}
