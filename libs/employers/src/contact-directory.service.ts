import { Injectable } from '@nestjs/common';
import {
  ContactDirectory,
  type DirectoryEmployer,
  type DirectoryEvent,
  type DirectoryPerson,
} from '#contact-policy';
import type { Tx } from '#platform';
import {
  contactedSince,
  directoryEmployers,
  directoryPeople,
  lockUncontended,
} from './contact-directory.repository.js';
import { legalFormOf, outcomeOf } from './contact-directory.rules.js';

/** What the contact policy asks about employers, the people there, and calls, visits and letters. */
@Injectable()
export class EmployersContactDirectory extends ContactDirectory {
  override async lockUncontended(
    tx: Tx,
    areaId: string,
    employerIds: readonly string[],
    contactIds: readonly string[],
  ): Promise<{ employers: string[]; people: string[] }> {
    return {
      employers: await lockUncontended(tx, 'employer', areaId, employerIds),
      people: await lockUncontended(tx, 'contact', areaId, contactIds),
    };
  }

  override async employers(tx: Tx, areaId: string, ids: readonly string[]): Promise<DirectoryEmployer[]> {
    const rows = await directoryEmployers(tx, areaId, ids);
    return rows.map((row) => ({ id: row.id, legalForm: legalFormOf(row), closed: row.closed }));
  }

  override people(
    tx: Tx,
    areaId: string,
    ids: readonly string[],
    emailKeys: readonly string[],
  ): Promise<DirectoryPerson[]> {
    return directoryPeople(tx, areaId, ids, emailKeys);
  }

  override async events(
    tx: Tx,
    areaId: string,
    employerIds: readonly string[],
    contactIds: readonly string[],
    since: Date,
  ): Promise<DirectoryEvent[]> {
    const rows = await contactedSince(tx, areaId, employerIds, contactIds, since);
    return rows.map(({ outcome, ...row }) => ({ ...row, state: outcomeOf(row.kind, outcome) }));
  }
}
