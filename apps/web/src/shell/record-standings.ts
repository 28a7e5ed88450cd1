import { Injectable } from '@nestjs/common';
import type { Resource } from '#access';
import type { Tx } from '#platform';

/** What a record is, as far as the access matrix asks. Whatever a resource has no answer to is left out. */
export interface Standing {
  areaId: string;
  /** Ids of those who made it or to whom it is assigned (scope `mine`). */
  of?: readonly (string | null)[];
  /** The agency that recorded it; null: the area's own team (scope `agency`). */
  agencyId?: string | null;
  /** Something was opened, sent or booked already (condition `before_use`). */
  inUse?: boolean;
  /** Whoever it is about has agreed to be named (condition `shared`). */
  named?: boolean;
}

/** Finds a record in the areas of the transaction. Throws not-found for one that is not there. */
export type FindStanding = (tx: Tx, id: string) => Promise<Standing>;

/** How records of each resource stand; each domain of the web registers its own. */
@Injectable()
export class RecordStandings {
  private readonly finds = new Map<Resource, FindStanding>();

  add(resource: Resource, find: FindStanding): void {
    this.finds.set(resource, find);
  }

  of(resource: Resource): FindStanding | undefined {
    return this.finds.get(resource);
  }
}
