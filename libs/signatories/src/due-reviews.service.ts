import { Injectable } from '@nestjs/common';
import { Employers } from '#employers';
import {
  Clock,
  Database,
  defineSweep,
  eachInTurn,
  londonDay,
  plainDate,
  SYSTEM_ACTOR,
  startOfDay,
} from '#platform';
import { chartersOf, type UnsaidReview, unsaidReviews } from './charter.repository.js';

/** The recurring job that moves employers whose review has fallen due. */
export const FOLLOW_REVIEWS_JOB = defineSweep('signatories.follow-reviews');

const BATCH = 200;

/** Lets the stage say that a review is due from the day it is: the passing of time is nobody's act. */
@Injectable()
export class DueReviews {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly employers: Employers,
  ) {}

  /**
   * Moves them in all areas, each by itself, so that one that cannot be moved stops no other; the first such error is
   * thrown at the end. Answers how many were looked at. Safe to run twice.
   */
  async run(): Promise<number> {
    const today = londonDay(this.clock.now());
    const due = await this.db.read('all', (tx) => unsaidReviews(tx, today, BATCH));
    await eachInTurn(due, (one) => this.follow(one));
    return due.length;
  }

  private follow({ areaId, employerId }: UnsaidReview): Promise<void> {
    return this.db.write([areaId], async (tx) => {
      // Whoever ends or renews the signature holds the employer, too.
      await this.employers.get(tx, employerId, true);
      const open = (await chartersOf(tx, areaId, employerId)).find((charter) => !charter.endedOn);
      if (!open) return;
      const why = `The review fell due on ${plainDate(startOfDay(open.reviewDueOn))}`;
      await this.employers.followCharter(tx, employerId, open, SYSTEM_ACTOR, why);
    });
  }
}
