import { type KeysetList, keyset, type ListPage, type PagePlace, type Tx } from '#platform';
import { listed, type MessageState, states } from '../message/message.rules.js';
import { noneOfAny } from './messages.repository.js';

/** A campaign with how many of its mails are in each state. */
export interface MailingCounts {
  campaign: string;
  total: number;
  counts: Record<MessageState, number>;
  /** When its first mail was written. */
  startedAt: Date;
}

interface Row {
  campaign: string;
  startedAt: Date;
  byState: Partial<Record<MessageState, number>>;
}

const asMailing = ({ campaign, startedAt, byState }: Row): MailingCounts => {
  const counts = { ...noneOfAny(), ...byState };
  return { campaign, startedAt, counts, total: states.reduce((sum, state) => sum + counts[state], 0) };
};

const byBegun: KeysetList = {
  sort: { sql: '"startedAt"', type: 'timestamptz', way: 'DESC' },
  id: { sql: 'campaign', type: 'text' },
};

/**
 * One page of an area's campaigns, the last begun first. The names and when each began are
 * looked up in the index message_campaign one by one, and only those shown are counted, from the index alone: so the
 * list costs by campaigns, not by mails.
 */
export async function listMailings(
  tx: Tx,
  areaId: string,
  place: PagePlace,
  limit: number,
): Promise<ListPage<MailingCounts>> {
  const params: unknown[] = [areaId];
  const read = keyset(byBegun, place, limit, params);
  const rows = await tx.query<Row & { place: [string, string] }>(
    `WITH RECURSIVE names AS (
       (SELECT campaign FROM message WHERE area_id = $1 AND campaign IS NOT NULL ORDER BY campaign LIMIT 1)
       UNION ALL
       SELECT (SELECT m.campaign FROM message m WHERE m.area_id = $1 AND m.campaign > names.campaign
                ORDER BY m.campaign LIMIT 1)
         FROM names WHERE names.campaign IS NOT NULL
     ), begun AS (
       SELECT campaign, (SELECT min(first.at) FROM unnest(ARRAY[${listed(states)}]) AS s,
                                LATERAL (SELECT m.created_at AS at FROM message m
                                          WHERE m.area_id = $1 AND m.campaign = names.campaign AND m.state = s
                                          ORDER BY m.created_at, m.id LIMIT 1) first) AS "startedAt"
         FROM names WHERE campaign IS NOT NULL
     ), shown AS (
       SELECT *, ${read.column} FROM begun WHERE true ${read.where} ORDER BY ${read.order} LIMIT ${read.limit}
     )
     SELECT campaign, "startedAt", place,
            (SELECT jsonb_object_agg(state, n)
               FROM (SELECT m.state, count(*) AS n FROM message m
                      WHERE m.area_id = $1 AND m.campaign = shown.campaign GROUP BY m.state) one) AS "byState"
       FROM shown ORDER BY ${read.order}`,
    params,
  );
  const page = read.page(rows);
  return { ...page, rows: page.rows.map(asMailing) };
}

/** The same with how many were handed over since an instant. */
export interface MailingRate extends MailingCounts {
  lately: number;
}

/** Some campaigns of some areas at once, in one statement, by area and campaign (`<areaId> <campaign>`). */
export async function countMailings(
  tx: Tx,
  wanted: readonly { areaId: string; campaign: string }[],
  since: Date,
): Promise<Map<string, MailingRate>> {
  const rows = await tx.query<Row & { areaId: string; lately: number }>(
    `SELECT area AS "areaId", name AS campaign, "startedAt", "byState", lately
       FROM unnest($1::uuid[], $2::text[]) AS w(area, name),
            LATERAL (SELECT min(started) AS "startedAt", jsonb_object_agg(state, n) AS "byState"
                       FROM (SELECT state, count(*) AS n, min(created_at) AS started FROM message
                              WHERE area_id = area AND campaign = name GROUP BY state) one) counted,
            LATERAL (SELECT count(*)::int AS lately FROM message
                      WHERE area_id = area AND campaign = name AND state IN ('sent', 'bounced', 'failed')
                        AND settled_at >= $3) paced
      WHERE "startedAt" IS NOT NULL`,
    [wanted.map((one) => one.areaId), wanted.map((one) => one.campaign), since],
  );
  return new Map(
    rows.map((row) => [`${row.areaId} ${row.campaign}`, { ...asMailing(row), lately: row.lately }]),
  );
}

/** What kind of mail a campaign consists of, for those nobody has a title for. */
export async function templatesOf(
  tx: Tx,
  areaId: string,
  campaigns: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.query<{ campaign: string; template: string | null }>(
    `SELECT c AS campaign, (SELECT template FROM message WHERE area_id = $1 AND campaign = c LIMIT 1) AS template
       FROM unnest($2::text[]) AS c`,
    [areaId, campaigns],
  );
  return new Map(rows.flatMap(({ campaign, template }) => (template ? [[campaign, template] as const] : [])));
}
