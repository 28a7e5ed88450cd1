import { Inject, Injectable } from '@nestjs/common';
import { Areas, Audit, type KeptRecord, RetentionPeriods } from '#access';
import {
  type Actor,
  type AreaScope,
  addDays,
  Clock,
  type Cutoff,
  cutoffOf,
  Database,
  defineSweep,
  errorForLog,
  LOG,
  type Log,
  lengthOf,
  londonDay,
  type RetentionRecord,
  retentionRecords,
  SYSTEM_ACTOR,
  startOfDay,
  type Tx,
} from '#platform';
import {
  addToRun,
  announcedBy,
  forgetAnnouncements,
  insertAnnouncement,
  lastAnnouncements,
  lastRuns,
  takeUnaudited,
} from './retention.repository.js';
import { ANNOUNCED_DAYS } from './retention.rules.js';
import { RetentionNews } from './retention-news.service.js';

/** Does each night what the declarations say. A night is far away: it is tried again until the morning. */
export const RUN_RETENTION_JOB = defineSweep('retention.run', {
  attempts: 6,
  backoff: { type: 'exponential', delay: 5 * 60_000, jitter: 0.5 },
});

/** Rows one transaction takes: nobody waits long for one of them. */
const BATCH = 500;
/** How long announcements are looked up in (retention-news.service.ts asks for four weeks). */
const KEPT_DAYS = 60;
const RUNS_SHOWN = 20;

/** A kind of record as its page shows it. */
export interface RecordOutlook extends KeptRecord {
  /** How many entries go by the day; undefined: no night has looked yet. */
  due?: number;
  /** When that was counted. */
  countedAt?: Date;
}

/** What was said, what is due and what went, of an area or of the installation. */
export interface RetentionOutlook {
  records: RecordOutlook[];
  /** The day by whose night what is due will have gone; undefined: no night has looked yet. */
  dueBy?: Date;
  /** What nights took, newest first. */
  runs: { record: RetentionRecord; at: Date; removed: number }[];
}

/**
 * Takes what is over, area by area and record by record. Nothing goes that was not announced seven days before: a night
 * takes what an announcement that old counted, and counts what the night seven days later will take.
 */
@Injectable()
export class Retention {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly areas: Areas,
    private readonly periods: RetentionPeriods,
    private readonly audit: Audit,
    private readonly news: RetentionNews,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * One night, for all areas and the installation; answers how many entries went. Doing it again, or going on after it was
   * killed, changes nothing else. What cannot be done in one area keeps no other from it; the first error is thrown at the end.
   */
  async run(): Promise<number> {
    const scopes = [...(await this.areas.list()).map(({ id }) => id), null];
    const failed: unknown[] = [];
    let removed = 0;
    for (const areaId of scopes)
      try {
        removed += await this.runIn(areaId);
      } catch (error) {
        this.log.error({ areaId, err: errorForLog(error) }, 'retention of an area failed');
        failed.push(error);
      }
    const today = londonDay(this.clock.now());
    await this.db.write([], (tx) => forgetAnnouncements(tx, addDays(today, -KEPT_DAYS)));
    if (failed.length) throw failed[0];
    return removed;
  }

  /** What an area (null: the installation) keeps how long, what will go and what went. */
  async outlook(tx: Tx, areaId: string | null): Promise<RetentionOutlook> {
    const kept = await this.periods.of(tx, areaId);
    const last = new Map((await lastAnnouncements(tx, areaId)).map((one) => [one.record, one]));
    const days = [...last.values()].map((one) => one.announcedOn).sort();
    const runs = await lastRuns(tx, areaId, RUNS_SHOWN);
    return {
      records: kept.map((one) => {
        const said = last.get(one.record.name);
        return said ? { ...one, due: said.due, countedAt: said.announcedAt } : one;
      }),
      ...(days.length && { dueBy: startOfDay(addDays(days.at(-1)!, ANNOUNCED_DAYS)) }),
      runs: runs.flatMap(({ record, ranAt, removed }) => {
        const known = retentionRecords.get(record);
        return known ? [{ record: known, at: ranAt, removed }] : [];
      }),
    };
  }

  /**
   * Sets how long a record is kept; false where it was so. Others who work with the data hear of a shorter time at once.
   * The transaction names the area, or any for what is of the installation. Throws as `RetentionPeriods.change`.
   */
  async change(
    tx: Tx,
    areaId: string | null,
    name: string,
    length: number,
    by: Actor & { userId: string },
    reason: string,
  ): Promise<boolean> {
    const before = await this.periods.one(tx, areaId, name);
    const changed = await this.periods.change(tx, areaId, name, length, by, reason);
    if (changed && length < lengthOf(before.period))
      await this.news.tellShortened(tx, areaId, before, { length, by, reason, now: this.clock.now() });
    return changed;
  }

  private async runIn(areaId: string | null): Promise<number> {
    const now = this.clock.now();
    const scope = scopeOf(areaId);
    const kept = await this.db.read(scope, (tx) => this.periods.of(tx, areaId));
    let removed = 0;
    // What follows from the rest comes after it.
    const inOrder = [...kept].sort((a, b) => Number(a.record.follows ?? 0) - Number(b.record.follows ?? 0));
    for (const one of inOrder) removed += await this.take(areaId, one, now);
    for (const one of kept) if (!one.record.follows) await this.announce(areaId, one, now);
    await this.tell(areaId, kept, now);
    await this.db.write(scope, async (tx) => {
      for (const { record, removed: n } of await takeUnaudited(tx, areaId))
        await this.audit.record(tx, {
          areaId,
          actor: SYSTEM_ACTOR,
          verb: 'delete',
          resource: 'retention',
          subject: record,
          rowCount: n,
        });
    });
    return removed;
  }

  /** Writes to administrators. What is of the installation stands with any area; while there is none, nobody has an address. */
  private async tell(areaId: string | null, kept: readonly KeptRecord[], now: Date): Promise<void> {
    const mailArea = areaId ?? (await this.areas.list())[0]?.id;
    if (mailArea) await this.db.write([mailArea], (tx) => this.news.tell(tx, areaId, mailArea, kept, now));
  }

  /** Takes what is over and was announced in time, batch by batch. */
  private async take(areaId: string | null, kept: KeptRecord, now: Date): Promise<number> {
    const cutoff = await this.cutoff(areaId, kept, now);
    if (!cutoff) return 0;
    const run = { areaId, record: kept.record.name, day: londonDay(now), at: now };
    let removed = 0;
    for (const step of kept.record.steps)
      for (let n = BATCH; n === BATCH; removed += n)
        n = await this.db.write(scopeOf(areaId), async (tx) => {
          const taken = await step.take(tx, cutoff, BATCH);
          if (taken) await addToRun(tx, run, taken);
          return taken;
        });
    return removed;
  }

  /** How far a night may go: as the period says now, and no further than was announced since the period was changed. */
  private async cutoff(areaId: string | null, kept: KeptRecord, now: Date): Promise<Cutoff | undefined> {
    const today = londonDay(now);
    const over = cutoffOf(kept.period, today);
    if (kept.record.follows) return { areaId, before: over, known: now, now };
    const announced = await this.db.read([], (tx) =>
      announcedBy(tx, {
        areaId,
        record: kept.record.name,
        day: addDays(today, -ANNOUNCED_DAYS),
        since: kept.changed?.at ?? null,
      }),
    );
    if (!announced) return undefined;
    const before = new Date(Math.min(announced.cutoff.getTime(), over.getTime()));
    return { areaId, before, known: announced.announcedAt, now };
  }

  /** Counts what the night in seven days will take, once a day. */
  private async announce(areaId: string | null, { record, period }: KeptRecord, now: Date): Promise<void> {
    const today = londonDay(now);
    const before = cutoffOf(period, addDays(today, ANNOUNCED_DAYS));
    await this.db.write(scopeOf(areaId), async (tx) => {
      let due = 0;
      for (const step of record.steps) due += await step.count(tx, { areaId, before, known: now, now });
      const said = { areaId, record: record.name, announcedOn: today, announcedAt: now, cutoff: before, due };
      await insertAnnouncement(tx, said);
    });
  }
}

/** Records of the installation stand in no area, or in several at once. */
const scopeOf = (areaId: string | null): AreaScope => (areaId === null ? 'all' : [areaId]);
