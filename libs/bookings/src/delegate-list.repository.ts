import { type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import type { PersonState } from './place.rules.js';

/** A person on a booking, as lists that are taken out have them: one line for each place or turn. */
export interface DelegateLine {
  name: string;
  email: string;
  jobRole: string | null;
  state: PersonState;
  title: string;
  startsAt: Date;
  reference: string;
  bookedAt: Date;
  bookerName: string;
  bookerEmail: string;
  bookerPhone: string | null;
  employer: string;
  postcode: string | null;
  purchaseOrder: string | null;
  pricePence: number;
}

/** Whom: those of one session, or of all of the area's. */
export interface DelegateFilter {
  sessionId?: string | undefined;
}

/** The latest session first; by the id of the place or the person for what is at one moment. */
const bySession: KeysetList = {
  sort: { sql: 'l."startsAt"', type: 'timestamptz', way: 'DESC' },
  id: { sql: 'l.id', type: 'uuid' },
};

/** Of an erased person nothing is left but that a place was taken. */
const LINES = (where: string) => `
  SELECT coalesce(p.id, d.id) AS id, d.name, d.email, d.job_role AS "jobRole", coalesce(p.state, 'waiting') AS state, s.title,
         (SELECT min(x.starts_at) FROM session_date x WHERE x.area_id = s.area_id AND x.session_id = s.id) AS "startsAt",
         b.reference, b.created_at AS "bookedAt", b.booker_name AS "bookerName", b.booker_email AS "bookerEmail",
         b.booker_phone AS "bookerPhone", coalesce(e.name, b.employer_name) AS employer,
         coalesce(e.postcode, b.employer_postcode) AS postcode, b.purchase_order AS "purchaseOrder", b.price_pence AS "pricePence"
    FROM delegate d
    JOIN booking b ON b.area_id = d.area_id AND b.id = d.booking_id
    JOIN session s ON s.area_id = b.area_id AND s.id = b.session_id
    LEFT JOIN place p ON p.area_id = d.area_id AND p.delegate_id = d.id
    LEFT JOIN waiting_entry w ON w.area_id = d.area_id AND w.id = d.waiting_entry_id AND d.left_at IS NULL
                              AND w.state IN ('waiting', 'offered')
    LEFT JOIN employer e ON e.area_id = b.area_id AND e.id = b.employer_id
   WHERE d.area_id = $1 AND (p.id IS NOT NULL OR w.id IS NOT NULL) AND d.name <> '' ${where}`;

const narrowed = ({ sessionId }: DelegateFilter, params: unknown[]): string =>
  sessionId ? `AND b.session_id = $${params.push(sessionId)}` : '';

/** One page of the people with a place or a turn. */
export async function listDelegates(
  tx: Tx,
  areaId: string,
  filter: DelegateFilter,
  place: PagePlace,
  limit: number,
): Promise<ListPage<DelegateLine>> {
  const params: unknown[] = [areaId];
  const lines = LINES(narrowed(filter, params));
  const read = keyset(bySession, place, limit, params);
  return read.page(
    await tx.query<DelegateLine & { place: [string, string] }>(
      `SELECT l.*, ${read.column} FROM (${lines}) l WHERE true ${read.where} ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

/** How many people with a place or a turn there are. */
export async function countDelegates(tx: Tx, areaId: string, filter: DelegateFilter): Promise<number> {
  const params: unknown[] = [areaId];
  const row = await tx.one<{ n: string }>(
    `SELECT count(*) AS n FROM (${LINES(narrowed(filter, params))}) l`,
    params,
  );
  return Number(row!.n);
}
