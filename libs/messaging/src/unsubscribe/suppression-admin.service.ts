import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import type { ConsentKind, ConsentLine, SuppressionTerms } from '#contact-policy';
import {
  AddressHash,
  Consents,
  countSuppressions,
  listSuppressions,
  type SuppressionFilter,
  type SuppressionRow,
  Suppressions,
  suppressionById,
  suppressionLabels,
  untilLabel,
} from '#contact-policy';
import {
  type Actor,
  Clock,
  CodedError,
  Facts,
  invalid,
  isEmail,
  type ListPage,
  notFound,
  type PagePlace,
  REASON_WORDS,
  reasonProblem,
  type Tx,
} from '#platform';
import { releaseHeld } from '../contact/contact-history.repository.js';
import { PREFERENCES } from './unsubscribe.facts.js';
import { UnsubscribeService } from './unsubscribe.service.js';

/** Who is known to have an address, for the timeline of their employer. */
export interface KnownPerson {
  employerId: string;
  contactId: string;
}

/** What staff know of an address. */
export interface AddressStatus {
  stops: SuppressionRow[];
  permissions: ConsentLine[];
}

/** What whoever lifts a stop may: lift a report as spam, or what holds in every area. */
export interface LiftRights {
  complaints: boolean;
  everywhere: boolean;
}

/** What staff see and do about addresses something may not go to. */
@Injectable()
export class SuppressionAdmin {
  constructor(
    private readonly clock: Clock,
    private readonly hashes: AddressHash,
    private readonly suppressions: Suppressions,
    private readonly consents: Consents,
    private readonly unsubscribe: UnsubscribeService,
    private readonly facts: Facts,
    private readonly audit: Audit,
  ) {}

  /** What is in force for an address in an area. Throws `messaging.address` for what is none. */
  async lookUp(tx: Tx, areaId: string, address: string): Promise<AddressStatus> {
    needsAddress(address);
    const now = this.clock.now();
    return {
      stops: (await this.suppressions.rows(tx, areaId, [address], now)).get(address) ?? [],
      permissions: (await this.consents.lines(tx, areaId, [address])).get(address) ?? [],
    };
  }

  /** One page of what is in force, the newest first. */
  list(
    tx: Tx,
    areaId: string,
    filter: SuppressionFilter,
    place: PagePlace = {},
    limit = 50,
  ): Promise<ListPage<SuppressionRow>> {
    return listSuppressions(tx, areaId, this.clock.now(), filter, place, limit);
  }

  /** How many are in force in an area, by scope. */
  async counts(tx: Tx, areaId: string): Promise<Map<SuppressionTerms['scope'], number>> {
    const rows = await countSuppressions(tx, areaId, this.clock.now());
    return new Map(rows.map(({ scope, n }) => [scope, n]));
  }

  /** One stop in force. Throws not-found. */
  async get(tx: Tx, areaId: string, id: string, lock = false): Promise<SuppressionRow> {
    const stop = await suppressionById(tx, areaId, id, this.clock.now(), lock);
    if (!stop) throw notFound();
    return stop;
  }

  /** Which of the people the hashes of stops are of; those whose address no current contact has are left out. */
  peopleOf<P extends { email: string }>(
    stops: readonly { hash: Buffer }[],
    people: readonly P[],
  ): Map<string, P[]> {
    const wanted = new Set(stops.map((stop) => stop.hash.toString('hex')));
    const found = new Map<string, P[]>();
    if (!wanted.size) return found;
    for (const person of people) {
      const hash = this.hashes.of(person.email).toString('hex');
      if (wanted.has(hash)) found.set(hash, [...(found.get(hash) ?? []), person]);
    }
    return found;
  }

  /**
   * Stops mail to an address on somebody's word, and ends what waits for it. Throws `messaging.address` and
   * `messaging.block-reason`; `messaging.blocked-already` where that is in force.
   */
  async add(
    tx: Tx,
    areaId: string,
    address: string,
    stop: Pick<SuppressionTerms, 'scope' | 'topic' | 'until'>,
    reason: string,
    actor: Actor,
    people: readonly KnownPerson[],
  ): Promise<void> {
    needsAddress(address);
    needsReason(reason);
    const why = stop.until ? 'pause' : 'objection';
    const written = await this.suppressions.suppress(tx, areaId, address, [
      { ...stop, why, source: 'staff', reason, actor },
    ]);
    if (!written)
      throw new CodedError('conflict', 'messaging.blocked-already', 'This is in force already.', {
        scope: 'This is in force already for this address.',
      });
    await this.unsubscribe.endWaitingFor(tx, areaId, address, [{ ...stop, why }], actor);
    const title = `Said no to ${suppressionLabels([stop])}${stop.until ? ` ${untilLabel(stop.until)}` : ''}`;
    await this.tell(tx, areaId, people, title, reason, actor);
    await this.audit.record(tx, { areaId, actor, verb: 'create', resource: 'suppression', reason });
  }

  /**
   * Lets mail go again. Throws not-found, `messaging.block-reason`, and forbidden where the caller's rights do not reach:
   * a report as spam is lifted by an administrator, what holds everywhere by one of the installation.
   */
  async lift(
    tx: Tx,
    areaId: string,
    id: string,
    reason: string,
    actor: Actor,
    rights: LiftRights,
  ): Promise<SuppressionRow> {
    const stop = await this.get(tx, areaId, id, true);
    if (!mayLift(stop, rights))
      throw new CodedError('forbidden', 'messaging.may-not-lift', 'Only an administrator may lift this.');
    needsReason(reason);
    await this.suppressions.lift(tx, [stop], actor, reason);
    // What waited for its date is looked at again.
    await releaseHeld(tx, areaId, { codes: ['asked_to_wait'] }, this.clock.now());
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'delete',
      resource: 'suppression',
      subject: id,
      reason,
    });
    return stop;
  }

  /** Writes down a yes to advertising that staff were given. Throws as `add`. */
  async recordConsent(
    tx: Tx,
    areaId: string,
    address: string,
    yes: { kind: ConsentKind; at: Date; how: string },
    actor: Actor,
    people: readonly KnownPerson[],
  ): Promise<void> {
    needsAddress(address);
    if (reasonProblem(yes.how))
      throw invalid('messaging.yes-how', { how: 'Say how they said yes, in 10 to 300 characters' });
    if (yes.at > this.clock.now()) throw invalid('messaging.yes-at', { on: 'Enter a day that has been' });
    await this.consents.record(tx, areaId, address, { ...yes, source: 'staff', actor });
    await this.tell(tx, areaId, people, 'Said yes to advertising', yes.how, actor);
    await this.audit.record(tx, { areaId, actor, verb: 'create', resource: 'suppression', reason: yes.how });
  }

  /** Takes back a yes of one kind. */
  async withdrawConsent(
    tx: Tx,
    areaId: string,
    address: string,
    { kind, reason }: { kind: ConsentKind; reason: string },
    actor: Actor,
    people: readonly KnownPerson[],
  ): Promise<void> {
    needsAddress(address);
    if (!(await this.consents.withdraw(tx, areaId, address, actor, kind))) return;
    await this.tell(tx, areaId, people, 'Took back their yes to advertising', reason, actor);
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'delete',
      resource: 'suppression',
      reason: `A yes was taken back (${kind}): ${reason}`,
    });
  }

  /** Writes onto the timelines of the employers at which the address is known. */
  tell(
    tx: Tx,
    areaId: string,
    people: readonly KnownPerson[],
    title: string,
    detail: string,
    actor: Actor,
  ): Promise<void> {
    return this.facts.record(
      tx,
      ...people.map(({ employerId, contactId }) =>
        PREFERENCES.of({ areaId, employerId, contactId, actor, data: { title, detail } }),
      ),
    );
  }
}

/** Whether rights reach to a stop. */
export const mayLift = (stop: Pick<SuppressionRow, 'why' | 'areaId'>, rights: LiftRights): boolean =>
  (stop.why !== 'complaint' || rights.complaints) && (stop.areaId !== null || rights.everywhere);

function needsAddress(address: string): void {
  if (!isEmail(address))
    throw invalid('messaging.address', { address: 'Enter an email address, like name@example.org' });
}

function needsReason(reason: string): void {
  if (reasonProblem(reason)) throw invalid('messaging.block-reason', { reason: REASON_WORDS });
}
