import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { programRules } from '#contact-policy';
import { projectFile, weekdays } from '#platform';

const words = (file: string): string => projectFile(`libs/surveys/mails/survey-invitation/${file}`).trim();

/** The program's own words and more of them, as staff might add: with the layout 20 kB of HTML, 2 kB of text. */
function longBody(): string {
  const more = Array.from(
    { length: 7 },
    (_, n) =>
      `Reason ${n + 1}: {{recipient.name}}, others in {{area.name}} told us that the questions helped them to see what to do next, and ${n + 2} asked for a visit.`,
  );
  return [words('body.md'), ...more].join('\n\n');
}

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
  await owner.query(
    `INSERT INTO mail_template (id, area_id, mail, number, own, subject, body, because, note, created_at, created_by)
     VALUES (gen_random_uuid(), $1, 'surveys.survey-invitation', 1, false, $2, $3, $4, 'For the bench', now(), '{"kind":"program"}')`,
    [areaId, words('subject.hbs'), longBody(), words('because.hbs')],
  );
  await owner.query('ANALYZE employer, contact');
  return areaId;
}
