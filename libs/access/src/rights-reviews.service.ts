import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Database, newId } from '#platform';
import { Audit } from './audit.service.js';
import { insertReviews, type ReviewState, reviewStates } from './rights-review.repository.js';

/** Rights are looked through half-yearly (access.md section 2). */
const HALF_YEAR_MS = 182 * 86_400_000;

/** An area's review of rights; `dueAt` lies half a year after the last one, or after the area was made. */
export type Review = ReviewState & { dueAt: Date; due: boolean };

/** The half-yearly look at who holds which role. */
@Injectable()
export class RightsReviews {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** How the areas stand, by name. */
  async list(areaIds: readonly string[]): Promise<Review[]> {
    const now = this.clock.now();
    const states = await this.db.read(areaIds, (tx) => reviewStates(tx, areaIds));
    return states.map((state) => {
      const dueAt = new Date((state.reviewedAt ?? state.madeAt).getTime() + HALF_YEAR_MS);
      return { ...state, dueAt, due: dueAt <= now };
    });
  }

  /** Writes down that somebody has looked through the rights in these areas. */
  async record(areaIds: readonly string[], by: Actor & { id: string }, found: string): Promise<void> {
    const reviewedAt = this.clock.now();
    await this.db.write(areaIds, async (tx) => {
      const review = { reviewedAt, reviewedBy: by.id };
      await insertReviews(
        tx,
        areaIds.map((areaId) => ({ ...review, areaId, id: newId() })),
      );
      for (const areaId of areaIds)
        await this.audit.record(tx, {
          areaId,
          actor: by,
          verb: 'rights-reviewed',
          resource: 'user',
          subject: areaId,
          reason: `rights reviewed: ${found}`,
        });
    });
  }
}
