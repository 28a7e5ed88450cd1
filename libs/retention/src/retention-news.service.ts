import { Injectable } from '@nestjs/common';
import { Areas, type KeptRecord, type Person, Users } from '#access';
import { Outbox } from '#messaging';
import {
  type Actor,
  addDays,
  londonDay,
  longDate,
  PublicUrls,
  periodOf,
  periodWords,
  startOfDay,
  type Tx,
  unitOf,
} from '#platform';
import { retentionMails as mails } from './mails.js';
import { RETENTION_PAGE } from './public-pages.js';
import { lastAnnouncements, lastTold, markTold } from './retention.repository.js';
import { ANNOUNCED_DAYS } from './retention.rules.js';

/** Of a kind of record of which something goes every night, administrators hear again after so long. */
const AGAIN_DAYS = 28;
const DAY_MS = 86_400_000;

/** Writes to administrators when something will go that they have not been written to about. */
@Injectable()
export class RetentionNews {
  constructor(
    private readonly outbox: Outbox,
    private readonly users: Users,
    private readonly areas: Areas,
    private readonly urls: PublicUrls,
  ) {}

  /**
   * One email for all records of an area, or of the installation (null), that a day's announcement is the first to name. It
   * stands with `mailArea`, which the transaction names.
   */
  async tell(
    tx: Tx,
    areaId: string | null,
    mailArea: string,
    kept: readonly KeptRecord[],
    now: Date,
  ): Promise<void> {
    const today = londonDay(now);
    const told = await lastTold(tx, areaId);
    const news = (await lastAnnouncements(tx, areaId)).filter(({ record, announcedOn, due }) => {
      const known = kept.find((one) => one.record.name === record);
      if (!known || announcedOn !== today || due === 0) return false;
      const at = told.get(record);
      if (!at || now.getTime() - at.getTime() >= AGAIN_DAYS * DAY_MS) return true;
      return known.changed !== undefined && known.changed.at > at;
    });
    const names = news.map(({ record }) => record);
    const fresh = new Set(await markTold(tx, areaId, names, today, now));
    const lines = news
      .filter(({ record }) => fresh.has(record))
      .map(({ record, due }) => {
        const { title } = kept.find((one) => one.record.name === record)!.record;
        return `${title}: ${due.toLocaleString('en-GB')}`;
      });
    if (lines.length) await this.write(tx, areaId, mailArea, lines, today);
  }

  /**
   * One email to everybody who works with what is kept for a shorter time from now on, but not to who set it: administrators
   * and coordinators of the area and administrators of the installation, or (null) the administrators of every area. Nobody
   * alone may make a wall of data go without others hearing of it in time.
   */
  async tellShortened(
    tx: Tx,
    areaId: string | null,
    { record, period }: KeptRecord,
    {
      length,
      by,
      reason,
      now,
    }: { length: number; by: Actor & { userId: string }; reason: string; now: Date },
  ): Promise<void> {
    const areas = areaId ? [areaId] : (await this.areas.list()).map(({ id }) => id);
    const area = areas[0] && (await this.areas.byId(areas[0], tx));
    if (!area) return;
    const concerns = ({ grants }: Person) =>
      grants.some(
        ({ role, areaId: where }) =>
          (role === 'administrator' && (where === null || areas.includes(where))) ||
          (role === 'coordinator' && areaId !== null && where === areaId),
      );
    const people = (await this.users.list(areas)).filter(
      (person) => person.active && !person.disabledAt && person.id !== by.userId && concerns(person),
    );
    for (const person of people)
      await this.outbox.enqueue(tx, {
        areaId: area.id,
        sendKey: `retention.shortened:${areaId ?? 'installation'}:${record.name}:${now.toISOString()}:${person.id}`,
        mail: mails.periodShortened,
        to: { address: person.email, name: person.name },
        data: {
          of: areaId === null ? 'the installation' : area.name,
          what: record.title,
          before: periodWords(period),
          after: periodWords(periodOf(unitOf(record.period), length)),
          by: by.label ?? 'An administrator',
          reason,
          // Announced by the next night, taken by the one seven days later.
          day: longDate(startOfDay(addDays(londonDay(now), ANNOUNCED_DAYS))),
          link: this.urls.url(RETENTION_PAGE, {}),
        },
        cause: `${by.label ?? 'An administrator'} shortened how long data are kept`,
      });
  }

  private async write(
    tx: Tx,
    areaId: string | null,
    mailArea: string,
    lines: readonly string[],
    today: string,
  ): Promise<void> {
    const area = await this.areas.byId(mailArea, tx);
    if (!area) return;
    for (const person of await this.administrators(areaId))
      await this.outbox.enqueue(tx, {
        areaId: area.id,
        sendKey: `retention.announced:${areaId ?? 'installation'}:${today}:${person.id}`,
        mail: mails.retentionAnnounced,
        to: { address: person.email, name: person.name },
        data: {
          of: areaId === null ? 'the installation' : area.name,
          what: lines.join('; '),
          day: longDate(startOfDay(addDays(today, ANNOUNCED_DAYS))),
          link: this.urls.url(RETENTION_PAGE, {}),
        },
        cause: 'Something will be deleted that was not announced before',
      });
  }

  /** Who may say that it is kept longer: administrators of the area, or of the installation. */
  private async administrators(areaId: string | null) {
    const people = await this.users.list(areaId === null ? [] : [areaId]);
    const theirs = (person: (typeof people)[number]) =>
      person.grants.some((grant) => grant.role === 'administrator' && grant.areaId === areaId);
    const able = people.filter((person) => person.active && !person.disabledAt);
    const own = able.filter(theirs);
    // An area may be run by administrators of the installation alone.
    return own.length || areaId === null
      ? own
      : able.filter((person) => person.grants.some((g) => g.role === 'administrator' && g.areaId === null));
  }
}
