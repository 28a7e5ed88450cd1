import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import { type Actor, Clock, newId, type Tx } from '#platform';
import { checkedReason, nothingToRelease } from './flow-control.errors.js';
import { cancelHeld, type HeldScope, releaseMessages } from './hold.repository.js';
import type { HostMark } from './host-marker.js';
import { MailPauses } from './pauses.service.js';
import {
  endRestore,
  type HeldGroup,
  heartbeat,
  heldGroups,
  mustStand,
  pendingRestore,
} from './restore.repository.js';
import { AFTER_RESTORE, causeWords } from './restore.rules.js';

/** How an area stands after a restore. */
export interface RestoreState {
  /** Nothing of the area goes until a person releases it; null: mail goes. */
  pending: { foundAt: Date; why: string; held: number } | null;
  /** Mails still held because of a restore, by sending. */
  groups: HeldGroup[];
  waiting: number;
}

const NAMES_SHOWN = 5;

/**
 * After a restore nothing goes until a person has looked: what the database believes unsent may have gone, and what the
 * program would write again may have been written before. See docs/decisions/0014.
 */
@Injectable()
export class RestoreGuard {
  private seen: HostMark | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly pauses: MailPauses,
  ) {}

  /**
   * Whether nothing may be claimed: of this area, or of any the transaction sees. Also true in the moment between a restore
   * and its being found by the next look. One read-only statement.
   */
  pending(tx: Tx, areaId: string | null = null): Promise<boolean> {
    return mustStand(tx, areaId, this.seen);
  }

  /**
   * A worker's sign of life in the claiming transaction: once that is committed, its folder knows that this database has
   * got so far, so that an older state put back a moment later is known. Nothing where no worker watches.
   */
  async heartbeat(tx: Tx): Promise<void> {
    const before = this.seen;
    if (!before) return;
    const token = newId();
    const given = await heartbeat(tx, token, before.folder, before.token);
    if (given) tx.afterCommit(() => this.keep({ folder: before.folder, epoch: given.epoch, token }));
  }

  /** @internal Told by the watch of a worker: what its folder remembers, and where to write that. */
  watch(seen: HostMark, keep: (seen: HostMark) => void): void {
    this.seen = seen;
    this.write = keep;
  }

  private write: (seen: HostMark) => void = () => undefined;

  private keep(seen: HostMark): void {
    this.seen = seen;
    this.write(seen);
  }

  /** How the area stands, for Today, the list of mail and the page. */
  async state(tx: Tx, areaId: string): Promise<RestoreState> {
    const pending = await pendingRestore(tx, areaId);
    const groups = await heldGroups(tx, areaId, NAMES_SHOWN);
    return {
      pending: pending
        ? { foundAt: pending.foundAt, why: causeWords[pending.cause], held: pending.held }
        : null,
      groups,
      waiting: groups.reduce((sum, group) => sum + group.count, 0),
    };
  }

  /**
   * Lets an area's mail go again, and of what is held everything, service mail only, or nothing yet; each at the time it
   * was due. Answers how many. Throws `messaging.pause-reason` and `messaging.nothing-to-release`.
   */
  async release(
    tx: Tx,
    areaId: string,
    what: 'all' | 'service' | 'nothing',
    why: string,
    actor: Actor,
  ): Promise<number> {
    const now = this.clock.now();
    const reason = checkedReason(why);
    if (!(await endRestore(tx, areaId, { at: now, by: actor, reason }))) throw nothingToRelease();
    const held: HeldScope = { areaId, holds: [AFTER_RESTORE], onlyService: what === 'service' };
    const released = what === 'nothing' ? 0 : await releaseMessages(tx, held, now);
    await this.pauses.apply(tx, areaId);
    await this.note(tx, areaId, actor, `release-after-restore:${what}`, released, reason);
    return released;
  }

  /** The same for one sending that is held, whether the area's mail goes already or not. */
  async releaseMailing(
    tx: Tx,
    areaId: string,
    sending: NonNullable<HeldScope['sending']>,
    why: string,
    actor: Actor,
  ): Promise<number> {
    const reason = checkedReason(why);
    const released = await releaseMessages(tx, { areaId, holds: [AFTER_RESTORE], sending }, this.clock.now());
    if (!released) throw nothingToRelease();
    await this.pauses.apply(tx, areaId);
    await this.note(tx, areaId, actor, `release-after-restore:${mailingKey(sending)}`, released, reason);
    return released;
  }

  /** Ends a sending that is held, or everything that is, for good. Throws as `releaseSending`. */
  async cancel(
    tx: Tx,
    areaId: string,
    sending: HeldScope['sending'],
    why: string,
    actor: Actor,
  ): Promise<number> {
    const reason = checkedReason(why);
    const words = `Stopped after a restore by ${actor.label ?? 'somebody'}: ${reason}`;
    const held = { areaId, holds: [AFTER_RESTORE], ...(sending ? { sending } : {}) };
    const ended = await cancelHeld(tx, held, words, this.clock.now());
    if (!ended) throw nothingToRelease();
    await this.note(
      tx,
      areaId,
      actor,
      `cancel-after-restore:${sending ? mailingKey(sending) : 'all'}`,
      ended,
      reason,
    );
    return ended;
  }

  private async note(
    tx: Tx,
    areaId: string,
    actor: Actor,
    subject: string,
    rowCount: number,
    reason: string,
  ) {
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'change',
      resource: 'message_metadata',
      subject,
      rowCount,
      reason,
    });
  }
}

const mailingKey = (sending: NonNullable<HeldScope['sending']>): string =>
  'campaign' in sending ? sending.campaign : `mail:${sending.template}`;
