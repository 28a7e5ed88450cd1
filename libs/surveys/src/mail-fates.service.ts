import { Injectable } from '@nestjs/common';
import { type MessageLine, type MessageState, Messages } from '#messaging';
import type { Tx } from '#platform';
import { untouchedOf } from './invitation.repository.js';
import { waveCampaign } from './wave.rules.js';

/** What became of the mail to one employer. */
export interface MailOutcome {
  messageId: string;
  state: MessageState;
  /** In plain English, once there is one. */
  reason: string | null;
}

/** Why somebody on the list was not asked: their email waits, held by a rule or for a person; or it ended unsent. */
export type NotAsked = 'waits' | 'unsent';

/** Ends in which a mail did not arrive; `unknown` may have. */
const LOST: readonly MessageState[] = ['bounced', 'failed', 'suppressed', 'expired', 'cancelled'];
const BATCH = 1_000;

/** The fates of a wave's mails, from messaging. */
@Injectable()
export class MailOutcomes {
  constructor(private readonly messages: Messages) {}

  /** The latest mail's fate by employer, and how many mails are in each state that has any. */
  async of(
    tx: Tx,
    areaId: string,
    waveId: string,
  ): Promise<{ byEmployer: Map<string, MailOutcome>; counts: { state: string; count: number }[] }> {
    const byEmployer = new Map<string, MailOutcome>();
    for (const { employerId, id, state, reason } of await this.all(tx, areaId, waveId))
      if (employerId && !byEmployer.has(employerId))
        byEmployer.set(employerId, { messageId: id, state, reason });
    const counts = await this.messages.counts(tx, areaId, { campaign: waveCampaign(waveId) });
    return {
      byEmployer,
      counts: Object.entries(counts).flatMap(([state, count]) => (count ? [{ state, count }] : [])),
    };
  }

  /** By wave the employers whose mail did not arrive. */
  async undelivered(tx: Tx, areaId: string, waveIds: readonly string[]): Promise<Map<string, Set<string>>> {
    const found = new Map<string, Set<string>>();
    for (const waveId of waveIds)
      found.set(
        waveId,
        new Set((await this.all(tx, areaId, waveId, LOST)).flatMap((one) => one.employerId ?? [])),
      );
    return found;
  }

  /**
   * By wave the employers on its list that nobody has asked yet: their email waits, or ended unsent. Whoever opened the
   * questionnaire was asked, whatever became of the email. `employerId`: only of this one.
   */
  async notAsked(
    tx: Tx,
    areaId: string,
    waveIds: readonly string[],
    employerId?: string,
  ): Promise<Map<string, Map<string, NotAsked>>> {
    const found = new Map<string, Map<string, NotAsked>>(waveIds.map((id) => [id, new Map()]));
    const waves = new Map(waveIds.map((id) => [waveCampaign(id), id]));
    const rows = await this.messages.notWritten(tx, areaId, [...waves.keys()], employerId);
    const missed = rows.map((row) => ({ ...row, waveId: waves.get(row.campaign)! }));
    const untouched = missed.length ? await untouchedOf(tx, areaId, missed) : [];
    const waits = new Set(missed.filter((one) => one.waits).map((one) => one.waveId + one.employerId));
    for (const one of untouched)
      found.get(one.waveId)!.set(one.employerId, waits.has(one.waveId + one.employerId) ? 'waits' : 'unsent');
    return found;
  }

  /** Newest first. */
  private async all(
    tx: Tx,
    areaId: string,
    waveId: string,
    states?: readonly MessageState[],
  ): Promise<MessageLine[]> {
    const found: MessageLine[] = [];
    let after: string | undefined;
    do {
      const batch = await this.messages.list(
        tx,
        areaId,
        { campaign: waveCampaign(waveId), states },
        { after },
        BATCH,
      );
      found.push(...batch.rows);
      after = batch.next;
    } while (after);
    return found;
  }
}
