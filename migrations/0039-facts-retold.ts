import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Name of a stage by its code, in SQL. */
const stageName = (code: string): string => `CASE ${code}
    WHEN 'identified' THEN 'Identified' WHEN 'contacted' THEN 'Contacted' WHEN 'meeting_held' THEN 'Meeting held'
    WHEN 'considering' THEN 'Considering' WHEN 'signed' THEN 'Signed' WHEN 'active' THEN 'Active'
    WHEN 'review_due' THEN 'Review due' WHEN 'lapsed' THEN 'Lapsed' WHEN 'declined' THEN 'Declined' ELSE ${code} END`;

/** The message a fact is about. */
const messageOf = `m.area_id = f.area_id AND f.subject = 'message:' || m.id`;

const standards = ['plan', 'aware', 'talk', 'work', 'manage', 'check']
  .map((name) => `std_${name}`)
  .concat(['report', 'lead', 'disclose', 'support'].map((name) => `enh_${name}`));

// contracts: the version before judges by the kinds and codes that are rewritten here whether a list may be taken back and a
// move undone. Its web and its worker are ended before this one runs, and it is not started again on this database
// (docs/decisions/0027-upgrades.md).
/**
 * What was written down so far, told as it is from now on: with values, corrections instead of words that undo, contacts as
 * contacts. What nobody kept (the sector an employer once had, the persons of a booking) is not made up: an employer's
 * values are those it has today, and facts about whole bookings stay about whole bookings.
 */
export class FactsRetold1764000000039 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `SELECT set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true)`,
    );
    // Lists first: what took one back names what it took back.
    await db.query(`
      UPDATE fact SET kind = 'employers.added' WHERE kind = 'employers.imported';
      UPDATE fact SET kind = 'employers.changed' WHERE kind = 'employers.import-changed';
      UPDATE fact f SET kind = 'employers.changed', corrects = c.id,
             data = (f.data - 'fields') || jsonb_build_object('undone', f.data->'fields') || CASE
               WHEN c.data->'fields' <@ (f.data->'fields') THEN '{"void": true}'
               ELSE jsonb_build_object('fields', (SELECT jsonb_agg(x) FROM jsonb_array_elements(c.data->'fields') x
                                                   WHERE NOT f.data->'fields' @> jsonb_build_array(x))) END
        FROM fact c
       WHERE f.kind = 'employers.import-reverted' AND c.kind = 'employers.changed' AND c.area_id = f.area_id
         AND c.employer_id = f.employer_id AND c.subject = f.subject;
      UPDATE fact f SET data = f.data || jsonb_build_object('authority', e.authority_code, 'headcount', e.headcount, 'sector',
             CASE e.sector WHEN 'public_other' THEN 'other-public' WHEN 'public_mh' THEN 'mental-health' ELSE e.sector END)
        FROM employer e
       WHERE f.kind = 'employers.added' AND NOT f.data ? 'sector' AND e.area_id = f.area_id AND e.id = f.employer_id;
      INSERT INTO fact (id, area_id, kind, employer_id, subject, happened_at, recorded_at, actor, corrects, data)
      SELECT gen_random_uuid(), f.area_id, f.kind, f.employer_id, f.subject, now(), now(),
             '{"kind": "program", "label": "The program"}', f.id, '{"void": true}'
        FROM fact f
       WHERE f.kind = 'employers.added' AND NOT f.data ? 'sector'
         AND NOT EXISTS (SELECT FROM employer e WHERE e.area_id = f.area_id AND e.id = f.employer_id);
    `);
    await db.query(`
      UPDATE fact SET corrects = (data->>'undoes')::uuid,
             data = jsonb_build_object('void', true, 'back', ${stageName(`data->>'to'`)})
       WHERE kind = 'employers.stage-moved' AND data ? 'undoes';
      UPDATE fact SET data = data || jsonb_build_object('from', ${stageName(`data->>'from'`)}, 'to', ${stageName(`data->>'to'`)})
       WHERE kind = 'employers.stage-moved' AND data ? 'from';
      UPDATE fact SET data = data || jsonb_build_object('stage', ${stageName(`data->>'stage'`)})
       WHERE kind IN ('signatories.lapsed', 'signatories.withdrawn') AND data ? 'stage';
      UPDATE fact f SET kind = e.kind, corrects = e.id, data = '{"void": true}'
        FROM fact e
       WHERE f.kind = 'signatories.end-undone' AND e.area_id = f.area_id AND e.employer_id = f.employer_id AND e.subject = f.subject
         AND e.id = (SELECT l.id FROM fact l WHERE l.area_id = f.area_id AND l.employer_id = f.employer_id AND l.subject = f.subject
                        AND l.kind IN ('signatories.lapsed', 'signatories.withdrawn') AND l.recorded_at <= f.recorded_at
                      ORDER BY l.recorded_at DESC, l.id DESC LIMIT 1);
      UPDATE fact f SET kind = 'signatories.returned'
       WHERE f.kind = 'signatories.signed' AND f.data->'renewal' = 'false'
         AND EXISTS (SELECT FROM fact s WHERE s.area_id = f.area_id AND s.employer_id = f.employer_id AND s.kind = 'signatories.signed'
                        AND s.happened_at < f.happened_at);
      UPDATE fact SET data = CASE WHEN data->'renewal' = 'false' THEN data - 'renewal' ELSE data END
             || jsonb_build_object('version', (data->>'version')::int)
       WHERE kind IN ('signatories.signed', 'signatories.returned') AND jsonb_typeof(data->'version') = 'string';
    `);
    await db.query(`
      UPDATE fact f SET kind = 'employers.contacted', data = jsonb_build_object(
             'agency', coalesce(a.agency, 'coordinator'), 'channel', a.kind, 'activityId', a.id,
             'counts', a.outcome IS NULL OR a.outcome IN ('spoke', 'voicemail', 'done', 'posted'))
        FROM activity a
       WHERE f.kind = 'employers.activity-logged' AND a.area_id = f.area_id AND f.subject = 'activity:' || a.id
         AND a.kind IN ('call', 'visit', 'letter') AND a.direction = 'out'
         AND (a.outcome IS NULL OR a.outcome NOT IN ('planned', 'cancelled'));
      UPDATE fact f SET kind = 'employers.contacted', data = (f.data - 'reason')
             || '{"agency": "coordinator", "channel": "mail", "counts": true}'
             || CASE WHEN m.campaign IS NULL THEN '{}' ELSE jsonb_build_object('mailing', m.campaign) END
        FROM message m
       WHERE f.kind = 'messaging.sent' AND f.employer_id IS NOT NULL AND ${messageOf} AND m.state <> 'bounced'
         AND (m.purpose <> 'service' OR m.promotional);
      UPDATE fact SET data = data || jsonb_build_object('session', data->'sessionId')
       WHERE starts_with(kind, 'bookings.') AND data ? 'sessionId';
      -- Each stood beside a place that was confirmed in the same moment.
      DELETE FROM fact WHERE kind = 'bookings.waiting-taken';
    `);
    await db.query(`
      UPDATE fact f SET data = f.data || jsonb_build_object('instrument', v.instrument, 'countedUntil', w.counted_until,
             'follows', w.follows_wave_id, 'invited',
             (SELECT coalesce(jsonb_agg(i.employer_id ORDER BY i.id), '[]') FROM invitation i WHERE i.area_id = w.area_id AND i.wave_id = w.id))
        FROM wave w JOIN survey s ON s.area_id = w.area_id AND s.id = w.survey_id
        JOIN instrument_version v ON v.id = s.instrument_version_id
       WHERE f.kind = 'surveys.wave-opened' AND NOT f.data ? 'instrument' AND w.area_id = f.area_id AND f.subject = 'wave:' || w.id;
      UPDATE fact f SET data = f.data || jsonb_build_object(
             ${standards.map((item, n) => `'s${n + 1}', CASE jsonb_typeof(a.items->'${item}') WHEN 'number' THEN a.items->'${item}' END`).join(', ')},
             'unmet', coalesce((SELECT jsonb_agg(x) FROM jsonb_array_elements(CASE jsonb_typeof(a.items->'gap_kinds')
                WHEN 'array' THEN a.items->'gap_kinds' ELSE '[]' END) x WHERE x NOT IN ('"found"', '"not_looked"')), '[]'))
        FROM invitation i JOIN answer a ON a.area_id = i.area_id AND a.invitation_id = i.id
       WHERE f.kind = 'surveys.answered' AND NOT f.data ? 's1' AND i.area_id = f.area_id AND f.subject = 'wave:' || i.wave_id
         AND i.employer_id = f.employer_id AND i.contact_id = f.contact_id;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
