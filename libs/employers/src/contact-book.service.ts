import { Injectable } from '@nestjs/common';
import { type BookEmployer, type BookEvent, type BookPerson, ContactBook } from '#contact-policy';
import type { Tx } from '#platform';
import { contactedSince, employersInBook, lockFree, peopleInBook } from './contact-book.repository.js';
import { legalFormOf, outcomeOf } from './contact-book.rules.js';

/** What the contact policy of messaging asks about employers, the people there, and calls, visits and letters. */
@Injectable()
export class EmployersContactBook extends ContactBook {
  override async hold(
    tx: Tx,
    areaId: string,
    employerIds: readonly string[],
    contactIds: readonly string[],
  ): Promise<{ employers: string[]; people: string[] }> {
    return {
      employers: await lockFree(tx, 'employer', areaId, employerIds),
      people: await lockFree(tx, 'contact', areaId, contactIds),
    };
  }

  override async employers(tx: Tx, areaId: string, ids: readonly string[]): Promise<BookEmployer[]> {
    const rows = await employersInBook(tx, areaId, ids);
    return rows.map((row) => ({ id: row.id, legalForm: legalFormOf(row), closed: row.closed }));
  }

  override people(
    tx: Tx,
    areaId: string,
    ids: readonly string[],
    emailKeys: readonly string[],
  ): Promise<BookPerson[]> {
    return peopleInBook(tx, areaId, ids, emailKeys);
  }

  override async events(
    tx: Tx,
    areaId: string,
    employerIds: readonly string[],
    contactIds: readonly string[],
    since: Date,
  ): Promise<BookEvent[]> {
    const rows = await contactedSince(tx, areaId, employerIds, contactIds, since);
    return rows.map(({ outcome, ...row }) => ({ ...row, state: outcomeOf(row.kind, outcome) }));
  }
}
