import { In } from 'typeorm';
import {
  type KeysetList,
  keyset,
  keysetBefore,
  type ListPage,
  newId,
  notFound,
  type PagePlace,
  type Tx,
} from '#platform';
import { countSeats } from './counting.repository.js';
import { type PlaceState, type Seats, type SeatView, type SessionState, seatView } from './place.rules.js';
import { Session } from './session.entity.js';
import { SessionDate } from './session-date.entity.js';

/** A day of a session, as entered. Times are instants (UTC). */
export interface DateInput {
  startsAt: Date;
  endsAt: Date;
  venue?: string | null;
  town?: string | null;
  accessNotes?: string | null;
  onlineLink?: string | null;
}

/** A session as the lists show it. */
export interface SessionSummary extends SeatView {
  id: string;
  areaId: string;
  kind: 'course' | 'event';
  subjectId: string;
  title: string;
  state: SessionState;
  capacity: number | null;
  unlimited: boolean;
  minimum: number | null;
  pricePence: number;
  closesAt: Date | null;
  /** null: the public never saw it. */
  openedAt: Date | null;
  dates: SessionDate[];
}

/** A person with a place, or waiting for one, as staff see them. */
export interface SessionPerson {
  delegateId: string;
  bookingId: string;
  reference: string;
  name: string;
  email: string;
  jobRole: string | null;
  bookerName: string;
  bookerPhone: string | null;
  employerId: string | null;
  employerName: string;
  employerMatch: string;
  pricePence: number;
  bookedAt: Date;
  placeId: string | null;
  state: PlaceState | 'waiting';
  source: string | null;
  reason: string | null;
  feePence: number | null;
  queueNumber: number | null;
  together: boolean | null;
}

const columns = `s.id, s.area_id AS "areaId", s.kind, s.subject_id AS "subjectId", s.title, s.state, s.capacity, s.unlimited,
  s.minimum, s.price_pence AS "pricePence", s.closes_at AS "closesAt", s.opened_at AS "openedAt", s.held_back AS "heldBack",
  s.held_back_until AS "heldBackUntil", s.room_limit AS "roomLimit"`;

export async function insertSession(
  tx: Tx,
  session: Omit<
    Session,
    'id' | 'nextQueueNumber' | 'openedAt' | 'heldAt' | 'cancelledAt' | 'cancelledReason' | 'state'
  >,
  dates: DateInput[],
  openedAt: Date | null,
): Promise<string> {
  const id = newId();
  const state = openedAt ? 'open' : 'draft';
  await tx.repository(Session).insert({ ...session, id, state, openedAt });
  await insertDates(tx, session.areaId, id, dates);
  return id;
}

async function insertDates(tx: Tx, areaId: string, sessionId: string, dates: DateInput[]): Promise<void> {
  await tx.repository(SessionDate).insert(
    [...dates]
      .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
      .map((d) => ({
        id: newId(),
        areaId,
        sessionId,
        startsAt: d.startsAt,
        endsAt: d.endsAt,
        venue: d.venue || null,
        town: d.town || null,
        accessNotes: d.accessNotes || null,
        onlineLink: d.onlineLink || null,
      })),
  );
}

/** Locks a session's row until the transaction ends, waiting so long at most; false when there is none. */
export async function lockSessionRow(tx: Tx, id: string, timeoutMs: number): Promise<boolean> {
  await tx.query(`SELECT set_config('lock_timeout', $1, true)`, [`${timeoutMs}ms`]);
  return (await tx.one('SELECT id FROM session WHERE id = $1 FOR NO KEY UPDATE', [id])) !== undefined;
}

export async function getSession(tx: Tx, id: string): Promise<Session & { dates: SessionDate[] }> {
  const session = await tx.repository(Session).findOneBy({ id });
  if (!session) throw notFound();
  return { ...session, dates: await datesOf(tx, session.areaId, id) };
}

export function datesOf(tx: Tx, areaId: string, sessionId: string): Promise<SessionDate[]> {
  return tx.repository(SessionDate).find({ where: { areaId, sessionId }, order: { startsAt: 'ASC' } });
}

/** Sessions with the time from the beginning of the first of their days to the end of the last. */
const spanned = `session s
  JOIN LATERAL (SELECT min(starts_at) AS first_start, max(ends_at) AS last_end FROM session_date d
                 WHERE d.area_id = s.area_id AND d.session_id = s.id) span ON true`;

/** Sessions of one area by where clause; seats counted by the one rule. */
export async function sessionSummaries(
  tx: Tx,
  areaId: string,
  now: Date,
  where: { from?: Date; to?: Date; states?: SessionState[]; ids?: string[]; subjectId?: string },
): Promise<SessionSummary[]> {
  const params: unknown[] = [areaId];
  const add = (value: unknown) => `$${params.push(value)}`;
  const filters = ['s.area_id = $1'];
  if (where.from) filters.push(`span.last_end >= ${add(where.from)}`);
  if (where.to) filters.push(`span.first_start < ${add(where.to)}`);
  if (where.states) filters.push(`s.state = ANY (${add(where.states)})`);
  if (where.ids) filters.push(`s.id = ANY (${add(where.ids)})`);
  if (where.subjectId) filters.push(`s.subject_id = ${add(where.subjectId)}`);
  const rows = await tx.query<Omit<SessionSummary, 'dates' | keyof SeatView> & Seats>(
    `SELECT ${columns} FROM ${spanned}
      WHERE ${filters.join(' AND ')}
      ORDER BY span.first_start, s.title, s.id`,
    params,
  );
  if (!rows.length) return [];
  const ids = rows.map((r) => r.id);
  const counted = await countSeats(tx, areaId, ids, now);
  const dates = await tx
    .repository(SessionDate)
    .find({ where: { areaId, sessionId: In(ids) }, order: { startsAt: 'ASC' } });
  return rows.map(({ heldBackUntil, roomLimit, ...row }) => ({
    ...row,
    ...seatView({ ...row, heldBackUntil, roomLimit }, counted.get(row.id)!, now),
    dates: dates.filter((d) => d.sessionId === row.id),
  }));
}

const pastList: KeysetList = {
  sort: { sql: 'span.first_start', type: 'timestamptz', way: 'DESC' },
  id: { sql: 's.id', type: 'uuid' },
};

/** One page of an area's sessions whose days are over, the latest first. */
export async function pastSessions(
  tx: Tx,
  areaId: string,
  now: Date,
  place: PagePlace,
  limit: number,
): Promise<ListPage<SessionSummary>> {
  const params: unknown[] = [areaId, now];
  const read = keyset(pastList, place, limit, params);
  const page = read.page(
    await tx.query<{ id: string; place: [string, string] }>(
      `SELECT s.id, ${read.column} FROM ${spanned} WHERE s.area_id = $1 AND span.last_end <= $2 ${read.where}
        ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
  const ids = page.rows.map(({ id }) => id);
  const found = new Map((await sessionSummaries(tx, areaId, now, { ids })).map((s) => [s.id, s]));
  return { ...page, rows: ids.map((id) => found.get(id)!) };
}

/** How many of an area's sessions are over, and how many of them come before the page with this `previous`. */
export async function countPast(
  tx: Tx,
  areaId: string,
  now: Date,
  previous: string | undefined,
): Promise<{ before: number; total: number }> {
  const params: unknown[] = [areaId, now];
  const earlier = keysetBefore(pastList, previous, params) ?? 'false';
  const [counted] = await tx.query<{ before: number; total: number }>(
    `SELECT count(*)::int AS total, (count(*) FILTER (WHERE ${earlier}))::int AS before
       FROM ${spanned} WHERE s.area_id = $1 AND span.last_end <= $2`,
    params,
  );
  return counted!;
}

/** Sets some columns of a session, such as its seats. */
export async function updateSession(
  tx: Tx,
  session: Pick<Session, 'id' | 'areaId'>,
  change: Partial<Session>,
): Promise<void> {
  await tx.repository(Session).update({ areaId: session.areaId, id: session.id }, change);
}

/** What sessions of an area are called, and when the first day of each begins. */
export const sessionNames = (
  tx: Tx,
  areaId: string,
  ids: readonly string[],
): Promise<{ id: string; title: string; startsAt: Date | null }[]> =>
  tx.query(
    `SELECT s.id, s.title,
            (SELECT min(d.starts_at) FROM session_date d WHERE d.area_id = s.area_id AND d.session_id = s.id) AS "startsAt"
       FROM session s WHERE s.area_id = $1 AND s.id = ANY ($2::uuid[])`,
    [areaId, ids],
  );

/** Everybody with a place now or before, in the order they booked, then those who wait, in their turn. */
export function sessionPeople(tx: Tx, areaId: string, sessionId: string): Promise<SessionPerson[]> {
  const who = `d.id AS "delegateId", b.id AS "bookingId", b.reference, d.name, d.email, d.job_role AS "jobRole",
    b.booker_name AS "bookerName", b.booker_phone AS "bookerPhone", b.employer_id AS "employerId", b.employer_name AS "employerName",
    b.employer_match AS "employerMatch", b.price_pence AS "pricePence", b.created_at AS "bookedAt"`;
  return tx.query<SessionPerson>(
    `SELECT * FROM (
       SELECT ${who}, p.id AS "placeId", p.state, p.source, p.reason, p.fee_pence AS "feePence",
              NULL::int AS "queueNumber", NULL::boolean AS together, d.number
         FROM place p
         JOIN delegate d ON d.area_id = p.area_id AND d.id = p.delegate_id
         JOIN booking b ON b.area_id = p.area_id AND b.id = p.booking_id
        WHERE p.area_id = $1 AND p.session_id = $2
       UNION ALL
       SELECT ${who}, NULL, 'waiting', NULL, NULL, NULL, e.queue_number, e.together, d.number
         FROM waiting_entry e
         JOIN delegate d ON d.area_id = e.area_id AND d.waiting_entry_id = e.id AND d.left_at IS NULL
         JOIN booking b ON b.area_id = e.area_id AND b.id = e.booking_id
        WHERE e.area_id = $1 AND e.session_id = $2 AND e.state IN ('waiting', 'offered')
     ) everybody ORDER BY "queueNumber" NULLS FIRST, "bookedAt", "bookingId", number`,
    [areaId, sessionId],
  );
}
