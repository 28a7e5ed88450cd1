import {
  type Actor,
  type Database,
  type KeysetList,
  keyset,
  type ListPage,
  type PagePlace,
  type Reads,
  type TimelineFact,
  type Tx,
} from '#platform';
import type { SettingChanges } from './area-settings.rules.js';
import type { AuditCheck, AuditEntry, AuditKind } from './audit.entity.js';
import type { StaffRole } from './rights.rules.js';

/** Who changed a setting last, and when. */
export interface LastChange {
  by: string;
  at: Date;
}

/** One statement: the database sets the personal values aside by itself. */
export const insertAuditEntry = (
  tx: Tx,
  e: Omit<AuditEntry, 'actorId' | 'valueHash' | 'seal'>,
): Promise<number> =>
  tx.execute(
    `INSERT INTO audit_entry (id, at, area_id, kind, actor, verb, resource, subject, employer_id, contact_id, row_count, reason, changes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      e.id,
      e.at,
      e.areaId,
      e.kind,
      e.actor,
      e.verb,
      e.resource,
      e.subject,
      e.employerId,
      e.contactId,
      e.rowCount,
      e.reason,
      e.changes,
    ],
  );

/** A look at people's names and contact data. */
export interface PeopleLook {
  /** null: of no area. */
  areaId: string | null;
  actor: Actor;
  verb: string;
  resource: string;
  subject?: string | undefined;
  employerId?: string | null | undefined;
  contactId?: string | null | undefined;
  /** How many people were shown. */
  rowCount?: number | undefined;
}

/** Adds a look unless the same actor has had the same one since an instant. One statement. */
export const noteLook = (
  db: Pick<Database, 'call'>,
  areaId: string,
  look: PeopleLook & { id: string; at: Date; since: Date },
): Promise<boolean[]> =>
  db.call<boolean>(
    'note_look',
    [areaId],
    [
      look.id,
      look.at,
      look.since,
      JSON.stringify(look.actor),
      look.verb,
      look.resource,
      look.subject ?? null,
      look.employerId ?? null,
      look.contactId ?? null,
      look.rowCount ?? null,
    ],
  );

/** The last change of each setting of an area, by its key. */
export async function lastSettingChanges(tx: Tx, areaId: string): Promise<Map<string, LastChange>> {
  const rows = await tx.query<{ key: string; by: string | null; at: Date }>(
    `SELECT DISTINCT ON (c.key) c.key, e.at, coalesce(e.actor ->> 'label', u.name) AS by
       FROM audit_line e CROSS JOIN LATERAL jsonb_object_keys(e.changes) AS c (key)
       LEFT JOIN app_user u ON u.id::text = e.actor_id
      WHERE e.area_id = $1 AND e.subject = $1::text AND e.resource = 'setting' AND e.changes IS NOT NULL
      ORDER BY c.key, e.at DESC, e.id DESC`,
    [areaId],
  );
  return new Map(rows.map(({ key, by, at }) => [key, { by: by ?? 'the program', at }]));
}

/** An entry as a page shows it. */
export interface AuditLine {
  id: string;
  at: Date;
  areaId: string;
  kind: AuditKind;
  actor: Actor;
  /** Who it was, as they are called now or were called then; null: erased since. */
  by: string | null;
  verb: string;
  resource: string;
  subject: string | null;
  employerId: string | null;
  contactId: string | null;
  rowCount: number | null;
  reason: string | null;
  changes: SettingChanges | null;
}

/** Which entries; left out: all. */
export interface AuditFilter {
  kind?: AuditKind | undefined;
  /** Id of a person, or of a token. */
  actorId?: string | undefined;
  /** With `actorId`: also tries to sign in as this person, whoever made them. */
  withTries?: boolean | undefined;
  /** Only entries about these resources. */
  resources?: readonly string[] | undefined;
  from?: Date | undefined;
  /** The first instant that is left out. */
  until?: Date | undefined;
}

const newestFirst: KeysetList = {
  sort: { sql: 'at', type: 'timestamptz', way: 'DESC' },
  id: { sql: 'id', type: 'uuid' },
};

const LINE = `e.id, e.at, e.area_id AS "areaId", e.kind, e.actor, coalesce(e.actor ->> 'label', u.name, t.name) AS by, e.verb,
  e.resource, e.subject, e.employer_id AS "employerId", e.contact_id AS "contactId", e.row_count AS "rowCount", e.reason, e.changes`;
const NAMED = `LEFT JOIN app_user u ON u.id::text = e.actor_id LEFT JOIN api_token t ON t.id::text = e.actor_id`;

/**
 * One page of entries, newest first. Each area by itself, and each by whom it was or whom it is about, so that an index finds it
 * and the page ends where it is full.
 */
export async function listEntries(
  tx: Tx,
  areas: readonly string[],
  { kind, actorId, withTries, resources, from, until }: AuditFilter,
  place: PagePlace,
  limit: number,
): Promise<ListPage<AuditLine>> {
  const params: unknown[] = [areas, kind ?? null, from ?? null, until ?? null, resources ?? null];
  const actor = actorId && `$${params.push(actorId)}`;
  const arms = [
    actor ? `AND actor_id = ${actor}` : '',
    ...(actor && withTries
      ? [`AND subject = ${actor} AND resource = 'sign_in_session' AND actor_id IS DISTINCT FROM ${actor}`]
      : []),
  ];
  const read = keyset(newestFirst, place, limit, params);
  return read.page(
    await tx.query<AuditLine & { place: [string, string] }>(
      `SELECT ${LINE}, e.place FROM (
         SELECT found.* FROM unnest($1::uuid[]) AS a (id) CROSS JOIN LATERAL (
           ${arms
             .map(
               (arm) => `(SELECT *, ${read.column} FROM audit_line
            WHERE area_id = a.id AND ($2::text IS NULL OR kind = $2) AND ($3::timestamptz IS NULL OR at >= $3)
              AND ($4::timestamptz IS NULL OR at < $4) AND ($5::text[] IS NULL OR resource = ANY ($5)) ${arm} ${read.where}
            ORDER BY ${read.order} LIMIT ${read.limit})`,
             )
             .join(' UNION ALL ')}
         ) AS found ORDER BY ${read.order} LIMIT ${read.limit}
       ) AS e ${NAMED} ORDER BY ${read.order.replaceAll(/\b(at|id)\b/g, 'e.$1')}`,
      params,
    ),
  );
}

/** A line of a record's changes: a fact or, where there is none, an entry of the audit. */
export interface RecordLine {
  id: string;
  at: Date;
  by: string | null;
  fact: Omit<TimelineFact, 'id' | 'at' | 'times'> | null;
  entry: Omit<AuditLine, 'id' | 'at' | 'by'> | null;
}

/** One page of all that was done to an employer's record: facts, and what the audit holds about it. Newest first. */
export async function recordLines(
  tx: Tx,
  areaId: string,
  employerId: string,
  place: PagePlace,
  limit: number,
): Promise<ListPage<RecordLine>> {
  const params: unknown[] = [areaId, employerId];
  const read = keyset(newestFirst, place, limit, params);
  return read.page(
    await tx.query<RecordLine & { place: [string, string] }>(
      `SELECT *, ${read.column} FROM (
         SELECT f.id, f.happened_at AS at, coalesce(f.actor ->> 'label', u.name) AS by,
                jsonb_build_object('kind', f.kind, 'contactId', f.contact_id, 'subject', f.subject, 'actor', f.actor,
                  'corrects', f.corrects, 'data', f.data) AS fact, NULL::jsonb AS entry
           FROM fact f LEFT JOIN app_user u ON u.id::text = f.actor ->> 'id'
          WHERE f.area_id = $1 AND f.employer_id = $2
         UNION ALL
         SELECT e.id, e.at, coalesce(e.actor ->> 'label', u.name, t.name), NULL,
                jsonb_build_object('areaId', e.area_id, 'kind', e.kind, 'actor', e.actor, 'verb', e.verb, 'resource', e.resource,
                  'subject', e.subject, 'employerId', e.employer_id, 'contactId', e.contact_id, 'rowCount', e.row_count,
                  'reason', e.reason, 'changes', e.changes)
           FROM audit_line e ${NAMED} WHERE e.area_id = $1 AND e.employer_id = $2
       ) AS done WHERE true ${read.where} ORDER BY ${read.order} LIMIT ${read.limit}`,
      params,
    ),
  );
}

/** Somebody's looks of one sort in a span, together. */
export interface LookLine {
  actor: Actor;
  by: string | null;
  /** The roles they hold in the area today. */
  roles: StaffRole[];
  /** The records they looked at, the first twenty of them. */
  records: { employerId: string | null; contactId: string | null; subject: string | null }[];
  verb: string;
  resource: string;
  /** Whether it was a list or a file of many people of the area, of which these may have been some. */
  ofMany: boolean;
  times: number;
  people: number | null;
  first: Date;
  last: Date;
}

/** A list of people of several employers, or of nobody knows which. */
const OF_MANY = '(e.row_count IS NOT NULL AND e.employer_id IS NULL AND e.contact_id IS NULL)';

/**
 * Who looked at these records (ids of employers, contacts, emails, answers; none: at any in the area) between two times, and who
 * saw lists of many of the area's people, in which they may have been.
 */
export const looksBetween = (
  tx: Tx,
  areaId: string,
  span: { from: Date; until: Date },
  records: readonly string[],
  limit: number,
): Promise<LookLine[]> =>
  tx.query<LookLine>(
    `SELECT jsonb_build_object('kind', e.actor ->> 'kind', 'id', e.actor_id) AS actor,
            coalesce(max(e.actor ->> 'label'), max(u.name), max(t.name)) AS by, e.verb, e.resource,
            (SELECT coalesce(array_agg(DISTINCT g.role), '{}') FROM role_grant g
              WHERE g.user_id::text = e.actor_id AND (g.area_id = $1 OR g.area_id IS NULL)) AS roles,
            (array_agg(DISTINCT jsonb_build_object('employerId', e.employer_id, 'contactId', e.contact_id, 'subject', e.subject)))[1:20] AS records,
            ${OF_MANY} AS "ofMany", count(*)::int AS times, max(e.row_count) AS people, min(e.at) AS first, max(e.at) AS last
       FROM audit_line e ${NAMED}
      WHERE e.area_id = $1 AND e.at >= $2 AND e.at < $3 AND e.resource <> 'audit'
        AND (e.kind = 'read' OR e.verb = 'export') AND e.verb NOT IN ('refused', 'refused-often', 'walked')
        AND (cardinality($4::text[]) = 0 OR ${OF_MANY} OR e.employer_id::text = ANY ($4) OR e.contact_id::text = ANY ($4)
             OR e.subject = ANY ($4))
      GROUP BY e.actor ->> 'kind', e.actor_id, e.verb, e.resource, ${OF_MANY}
      ORDER BY "ofMany", max(e.at) DESC, e.actor_id LIMIT $5`,
    [areaId, span.from, span.until, records, limit],
  );

/** Seals what has none; answers how many entries. */
export const sealAudit = async (tx: Tx, now: Date): Promise<number> =>
  (await tx.one<{ n: number }>('SELECT seal_audit($1) AS n', [now]))!.n;

const CHECK = `checked_at AS "checkedAt", sealed_to AS "sealedTo", seals, entries, removed, head, broken`;

/** Walks along the whole chain and keeps what it found. */
export const checkAudit = async (tx: Tx, now: Date): Promise<AuditCheck> =>
  (await tx.one<AuditCheck>(`SELECT id, ${CHECK} FROM check_audit($1)`, [now]))!;

/** What the last walk found; undefined: there was none yet. */
export const lastCheck = (reads: Reads): Promise<AuditCheck | undefined> =>
  reads.one<AuditCheck>(`SELECT id, ${CHECK} FROM audit_check`);

/** The hash of a seal as hexadecimal digits, and until when it covers. */
export const sealOf = (tx: Tx, number: string): Promise<{ hash: string } | undefined> =>
  tx.one(`SELECT encode(hash, 'hex') AS hash FROM audit_seal WHERE number = $1`, [number]);

/** Erases the entries of a kind under seals made before an instant. */
export const eraseAudit = async (tx: Tx, kind: AuditKind, before: Date, now: Date): Promise<number> =>
  (await tx.one<{ n: number }>('SELECT erase_audit($1, $2, $3) AS n', [kind, before, now]))!.n;

/** How many sealed entries of a kind are from before an instant. */
export const sealedBefore = async (tx: Tx, kind: AuditKind, before: Date): Promise<number> =>
  (await tx.one<{ n: number }>(
    `SELECT coalesce(sum(entries), 0)::int AS n FROM audit_seal
      WHERE kind = $1 AND removed_at IS NULL AND sealed_at < $2`,
    [kind, before],
  ))!.n;

/** Takes away the personal values of entries of an area about an employer, a contact or a subject, and says so in the audit. */
export const forgetValues = async (tx: Tx, areaId: string, of: string, by: Actor): Promise<number> =>
  (await tx.one<{ n: number }>('SELECT forget_audit_values($1, $2, $3) AS n', [
    areaId,
    of,
    JSON.stringify(by),
  ]))!.n;
