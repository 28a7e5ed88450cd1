import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { programRules } from '#messaging';
import { weekdays } from '#platform';

/** An area with so many signatories, each with a primary contact; answers its id. As the owner of the tables. */
export async function prepareArea(owner: pg.Client, size: number): Promise<string> {
  const areaId = randomUUID();
  await owner.query(
    `INSERT INTO area (id, name, slug, gss_code, created_at) VALUES ($1, 'Calderdale', 'calderdale', 'E08000033', now())`,
    [areaId],
  );
  await owner.query(`SELECT set_config('app.areas', $1, false)`, [areaId]);
  await owner.query(
    `WITH e AS (
       INSERT INTO employer (id, area_id, name, name_key, legal_form, stage, stage_since, source, created_at)
       SELECT gen_random_uuid(), $1, 'Employer ' || i, 'employer ' || i, 'limited company', 'signed', now(), 'bench', now()
         FROM generate_series(1, $2::int) i
       RETURNING id, name)
     INSERT INTO contact (id, area_id, employer_id, name, email, email_key, is_primary, created_at)
     SELECT gen_random_uuid(), $1, id, 'Person ' || substr(name, 10), 'person@' || replace(lower(name), ' ', '-') || '.example',
            'person@' || replace(lower(name), ' ', '-') || '.example', true, now()
       FROM e`,
    [areaId, size],
  );
  // A bench runs at any hour; limits stay as they are.
  await owner.query(
    `INSERT INTO contact_rules (id, area_id, version, rules, saved_at, saved_by) VALUES (gen_random_uuid(), $1, 1, $2, now(), '{"kind":"program"}')`,
    [
      areaId,
      {
        ...programRules('england-and-wales'),
        workingDays: weekdays,
        sendFrom: '00:00',
        sendUntil: '24:00',
      },
    ],
  );
  await owner.query('ANALYZE employer, contact');
  return areaId;
}
