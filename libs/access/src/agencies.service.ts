import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock, Database, newId, type Tx } from '#platform';
import { Agency } from './agency.entity.js';
import type { Grant } from './rights.rules.js';

/** An agency as people name it. */
export type AgencyView = Pick<Agency, 'id' | 'areaId' | 'name'>;

/** The other agencies of an area. Their people are those who hold the role partner with it. */
@Injectable()
export class Agencies {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The id of an area's agency of this name, however it is typed; made where there is none. */
  async named(tx: Tx, areaId: string, name: string): Promise<string> {
    const given = name.trim().replace(/\s+/g, ' ');
    const nameKey = given.toLowerCase();
    const agencies = tx.repository(Agency);
    const agency = { id: newId(), areaId, name: given, nameKey, createdAt: this.clock.now() };
    await tx.insertNew(Agency, agency);
    return (await agencies.findOneByOrFail({ areaId, nameKey })).id;
  }

  /** The agency of an id in this area; undefined when there is none. */
  async find(tx: Tx, areaId: string, id: string): Promise<AgencyView | undefined> {
    return (await tx.repository(Agency).findOneBy({ areaId, id })) ?? undefined;
  }

  /** Those that some roles, or records of an agency, name; none where no role is a partner's. */
  async ofGrants(grants: readonly Pick<Grant, 'agencyId'>[]): Promise<AgencyView[]> {
    const ids = grants.flatMap(({ agencyId }) => agencyId ?? []);
    return ids.length ? this.db.read([], (tx) => tx.repository(Agency).findBy({ id: In(ids) })) : [];
  }
}
