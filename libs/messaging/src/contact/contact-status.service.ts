import { Injectable } from '@nestjs/common';
import { ContactDirectories, contactSettings, longestDays, rulesInForce } from '#contact-policy';
import { Clock, type Tx } from '#platform';
import { latestMails, neighbours } from './contact-history.repository.js';
import { type ContactStatus, contactStatusOf } from './contact-status.rules.js';

const DAY = 86_400_000;
/** The log of calls and visits is looked at whole for the latest one: it is written by hand, and short. */
const EVER = new Date(0);
/** Kinds of mail that can be contacts: service mail never is one. */
const KINDS = ['invitation', 'engagement'] as const;

/** How employers stand by the contact rules, for pages and the API: who was in touch last, and from when they may be. */
@Injectable()
export class ContactStatuses {
  constructor(
    private readonly directories: ContactDirectories,
    private readonly clock: Clock,
  ) {}

  /** Of each of these employers of an area; in a number of statements that does not grow with them. */
  async of(tx: Tx, areaId: string, employerIds: readonly string[]): Promise<Map<string, ContactStatus>> {
    if (!employerIds.length) return new Map();
    const now = this.clock.now();
    const book = this.directories.current;
    const settings = contactSettings((await rulesInForce(tx, areaId)).rules, null);
    const about = { employerIds, contactIds: [], addresses: [] };
    // Mail of all time would grow with the years: limits look as far back as they reach, and before that the latest counts.
    const since = new Date(now.getTime() - (longestDays(settings) + 1) * DAY);
    const recent = await neighbours(tx, areaId, about, since);
    const known = new Set(recent.map((mail) => mail.id));
    const latest = await latestMails(tx, areaId, employerIds, KINDS);
    const mails = byEmployer([...recent, ...latest.filter((mail) => !known.has(mail.id))]);
    const events = byEmployer(await book.events(tx, areaId, employerIds, [], EVER));
    const found = new Map((await book.employers(tx, areaId, employerIds)).map((one) => [one.id, one]));
    return new Map(
      employerIds.map((id) => [
        id,
        contactStatusOf(
          found.get(id) ?? { id, legalForm: null, closed: false },
          { mails: mails.get(id) ?? [], events: events.get(id) ?? [] },
          settings,
          now,
        ),
      ]),
    );
  }
}

function byEmployer<T extends { employerId: string | null }>(all: readonly T[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const one of all) {
    if (!one.employerId) continue;
    const its = grouped.get(one.employerId);
    if (its) its.push(one);
    else grouped.set(one.employerId, [one]);
  }
  return grouped;
}
