import { Injectable } from '@nestjs/common';
import { Database, type ListPage, NO_AREA, type PagePlace, type Tx } from '#platform';
import {
  type AuditFilter,
  type AuditLine,
  type LookLine,
  listEntries,
  looksBetween,
  type RecordLine,
  recordLines,
} from './audit.repository.js';

const PAGE = 50;
/** Most lines of an answer to who saw somebody; one is a person and a sort of look. */
export const MOST_LOOKS = 500;

/** Reading the audit. Who may read which part of it is the caller's to see to; entries stand behind the wall of their area. */
@Injectable()
export class AuditTrail {
  constructor(private readonly db: Database) {}

  /** One page of what somebody did, in these areas and in none, and of tries to sign in as them; newest first. */
  own(
    userId: string,
    areas: readonly string[],
    filter: AuditFilter,
    place: PagePlace,
  ): Promise<ListPage<AuditLine>> {
    const all = [...areas, NO_AREA];
    return this.db.read(all, (tx) =>
      listEntries(tx, all, { ...filter, actorId: userId, withTries: true }, place, PAGE),
    );
  }

  /** The last entries about somebody's sign-ins and second factor, and of tries to sign in as them. */
  async signInsOf(userId: string, limit: number): Promise<AuditLine[]> {
    const filter = { actorId: userId, withTries: true, resources: ['sign_in_session', 'second_factor'] };
    return (await this.db.read([NO_AREA], (tx) => listEntries(tx, [NO_AREA], filter, {}, limit))).rows;
  }

  /** One page of what was done in an area (NO_AREA: in none); newest first. */
  ofArea(areaId: string, filter: AuditFilter, place: PagePlace): Promise<ListPage<AuditLine>> {
    return this.db.read([areaId], (tx) => listEntries(tx, [areaId], filter, place, PAGE));
  }

  /** One page of what was done to an employer's record, and who looked at what is guarded of it; newest first. */
  ofEmployer(tx: Tx, areaId: string, employerId: string, place: PagePlace): Promise<ListPage<RecordLine>> {
    return recordLines(tx, areaId, employerId, place, PAGE);
  }

  /**
   * Who saw these records (ids of employers, people, emails, answers), or any in the area, from `from` until before `until`; also
   * who saw lists of many, on which they may have been.
   */
  whoSaw(
    tx: Tx,
    areaId: string,
    span: { from: Date; until: Date },
    records: readonly string[] = [],
  ): Promise<LookLine[]> {
    return looksBetween(tx, areaId, span, records, MOST_LOOKS);
  }
}
