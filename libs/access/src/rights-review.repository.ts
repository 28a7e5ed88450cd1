import type { Tx } from '#platform';
import { RightsReview } from './rights-review.entity.js';

/** How an area stands: when its rights were last looked through, and by whom; before the first time both are null. */
export interface ReviewState {
  areaId: string;
  areaName: string;
  madeAt: Date;
  reviewedAt: Date | null;
  by: string | null;
}

export const reviewStates = (tx: Tx, areaIds: readonly string[]): Promise<ReviewState[]> =>
  tx.query<ReviewState>(
    `SELECT a.id AS "areaId", a.name AS "areaName", a.created_at AS "madeAt", r.reviewed_at AS "reviewedAt", u.name AS by
       FROM area a
       LEFT JOIN LATERAL (SELECT reviewed_at, reviewed_by FROM rights_review
                           WHERE area_id = a.id ORDER BY reviewed_at DESC, id DESC LIMIT 1) r ON true
       LEFT JOIN app_user u ON u.id = r.reviewed_by
      WHERE a.id = ANY ($1::uuid[]) ORDER BY a.name, a.id`,
    [areaIds],
  );

export async function insertReviews(tx: Tx, reviews: RightsReview[]): Promise<void> {
  await tx.repository(RightsReview).insert(reviews);
}
