import { Injectable } from '@nestjs/common';
import { Clock, type Tx } from '#platform';
import { ContactBooks } from './contact-book.js';
import { neighbours } from './contact-history.store.js';
import { contactSettings } from './contact-rules.rules.js';
import { rulesInForce } from './contact-rules.store.js';
import { type ContactStanding, standingOf } from './contact-standing.rules.js';

/** Contacts of all time are looked at for the latest one; limits look only as far back as they reach. */
const EVER = new Date(0);

/** How employers stand by the contact rules, for pages and the API: who was in touch last, and from when they may be. */
@Injectable()
export class ContactStandings {
  constructor(
    private readonly books: ContactBooks,
    private readonly clock: Clock,
  ) {}

  /** Of each of these employers of an area; in a number of statements that does not grow with them. */
  async of(tx: Tx, areaId: string, employerIds: readonly string[]): Promise<Map<string, ContactStanding>> {
    if (!employerIds.length) return new Map();
    const now = this.clock.now();
    const book = this.books.current;
    const settings = contactSettings((await rulesInForce(tx, areaId)).rules, null);
    const about = { employerIds, contactIds: [], addresses: [] };
    const mails = byEmployer(await neighbours(tx, areaId, about, EVER, now));
    const events = byEmployer(await book.events(tx, areaId, employerIds, [], EVER));
    const known = new Map((await book.employers(tx, areaId, employerIds)).map((one) => [one.id, one]));
    return new Map(
      employerIds.map((id) => [
        id,
        standingOf(
          known.get(id) ?? { id, legalForm: null, closed: false },
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
  for (const one of all)
    if (one.employerId) grouped.set(one.employerId, [...(grouped.get(one.employerId) ?? []), one]);
  return grouped;
}
