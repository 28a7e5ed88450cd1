import { Injectable } from '@nestjs/common';
import {
  type Actor,
  Clock,
  invalid,
  lengthOf,
  londonDay,
  newId,
  notFound,
  type Period,
  periodOf,
  REASON_WORDS,
  type RetentionRecord,
  reasonProblem,
  retentionRecords,
  type Tx,
  unitOf,
} from '#platform';
import { areaIds, lockedSettings, setSettings } from './area.repository.js';
import { Audit } from './audit.service.js';
import { changedPeriods, putPeriod } from './retention-period.repository.js';

/** A kind of record and how long it is kept. */
export interface KeptRecord {
  record: RetentionRecord;
  period: Period;
  /** Where somebody has said otherwise than the declaration: who and when, and why. */
  changed?: { by: string; at: Date; reason: string };
}

/** How long an area, or the installation (null), keeps what; every change stands in the audit. */
@Injectable()
export class RetentionPeriods {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Every record of an area or of the installation with its period, in the order in which they are looked at. */
  async of(tx: Tx, areaId: string | null): Promise<KeptRecord[]> {
    const scope = areaId === null ? 'installation' : 'area';
    const changes = new Map((await changedPeriods(tx, areaId)).map((one) => [one.record, one]));
    return [...retentionRecords.values()]
      .filter((record) => record.of === scope)
      .map((record) => {
        const change = changes.get(record.name);
        if (!change) return { record, period: record.period };
        // A version of the program with narrower limits may follow one with wider ones.
        const length = Math.min(record.most, Math.max(record.least, change.length));
        return {
          record,
          period: periodOf(unitOf(record.period), length),
          changed: { by: change.by, at: change.changedAt, reason: change.reason },
        };
      });
  }

  /** One of them. Throws not-found for a name nobody declared. */
  async one(tx: Tx, areaId: string | null, name: string): Promise<KeptRecord> {
    const found = (await this.of(tx, areaId)).find(({ record }) => record.name === name);
    if (!found) throw notFound();
    return found;
  }

  /**
   * Sets how long a record is kept, in its unit; false where it was so. What goes by a shorter time is announced anew
   * first. Throws not-found for an unknown record, `access.retention` with `length` or `reason` for what is not allowed.
   */
  async change(
    tx: Tx,
    areaId: string | null,
    name: string,
    length: number,
    actor: Actor,
    reason: string,
  ): Promise<boolean> {
    const { record, period } = await this.one(tx, areaId, name);
    const { least, most } = record;
    if (least === most || !Number.isInteger(length) || length < least || length > most)
      throw invalid('access.retention', { length: limitWords(record) });
    if (reasonProblem(reason)) throw invalid('access.retention', { reason: REASON_WORDS });
    if (length === lengthOf(period)) return false;
    await putPeriod(tx, {
      id: newId(),
      areaId,
      record: name,
      length,
      changedAt: this.clock.now(),
      changedBy: actor,
      reason: reason.trim(),
    });
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'change',
      resource: 'retention',
      subject: name,
      reason: reason.trim(),
      changes: { [name]: [String(lengthOf(period)), String(length)] },
    });
    await this.renewNotice(tx, areaId);
    return true;
  }

  /** Privacy notices say how long what is kept: theirs has changed today. */
  private async renewNotice(tx: Tx, areaId: string | null): Promise<void> {
    const noticeDate = londonDay(this.clock.now());
    for (const id of areaId === null ? await areaIds(tx) : [areaId]) {
      const settings = await lockedSettings(tx, id);
      if (settings?.['noticeDate']) await setSettings(tx, id, { ...settings, noticeDate });
    }
  }
}

/** "Enter a number of months from 6 to 72" */
export const limitWords = ({ period, least, most }: RetentionRecord): string =>
  `Enter a number of ${unitOf(period)} from ${least} to ${most}`;
