import { parse } from 'csv-parse/sync';
import type pg from 'pg';
import { projectFile } from '#platform';

/** How an employer was made up, for whoever looks for it. */
export interface MadeUp {
  name: string;
  postcode: string | null;
  registerNumber: string;
  website: string;
  contact: string;
  email: string;
  phone: string;
}

const TOWNS =
  'Halifax,Brighouse,Elland,Todmorden,Hebden Bridge,Sowerby Bridge,Huddersfield,Dewsbury,Batley,Mirfield';
const FIRST =
  'Amira,Ben,Carys,Dev,Ellen,Farah,Gareth,Hannah,Imran,Jo,Kath,Liam,Megan,Nadia,Owen,Priya,Rhys,Siân,Tom,Zoë';
const LAST =
  'Ackroyd,Barraclough,Crossley,Dyson,Eastwood,Fielding,Greenwood,Hussain,Ibbotson,Jagger,Khan,Lumb,Mahmood,Naylor,O’Neill,Patel,Rushworth,Sutcliffe,Thornton,Uttley,Varley,Whiteley,Yates';

const PART = 20_000;

/** The employers of demo/employers-sample.csv. */
const sample = (): { employer_name: string; postcode: string }[] =>
  parse(projectFile('demo/employers-sample.csv'), { columns: true, bom: true });

/** An id as the program makes them, one after the other in time. */
const id = (kind: string, n: string) =>
  `('01900000-000${kind}-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/**
 * Fills an area with so many employers: the first half of one name of the sample with the second of another, at a postcode of
 * the sample, each with a register number, a website and one contact. As the owner of the tables. Indexes that no key needs
 * are made once at the end, which takes a fraction of the time.
 */
export async function fillArea(owner: pg.Client, areaId: string, size: number): Promise<void> {
  await owner.query(
    `SELECT set_config('app.areas', $1, false), set_config('maintenance_work_mem', '256MB', false),
            set_config('synchronous_commit', 'off', false)`,
    [areaId],
  );
  const rows = sample().filter(({ employer_name: name }) => name);
  await owner.query(
    `CREATE TEMP TABLE part AS
     SELECT i - 1 AS i, postcode, w[1:greatest(1, cardinality(w) / 2)] AS head, w[greatest(1, cardinality(w) / 2) + 1:] AS tail
       FROM (SELECT i, nullif(postcode, '') AS postcode, regexp_split_to_array(btrim(name), '\\s+') AS w
               FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r(name, postcode, i)) r`,
    [rows.map((row) => row.employer_name), rows.map((row) => row.postcode)],
  );
  await owner.query('CREATE UNIQUE INDEX ON part (i)');
  await owner.query('ANALYZE part');
  const indexes = (
    await owner.query(
      `SELECT i.indexrelid::regclass AS name, pg_get_indexdef(i.indexrelid) AS def FROM pg_index i
        WHERE i.indrelid IN ('employer'::regclass, 'contact'::regclass, 'search_entry'::regclass) AND NOT i.indisunique`,
    )
  ).rows as { name: string; def: string }[];
  for (const { name } of indexes) await owner.query(`DROP INDEX ${name}`);
  // In parts, so that the lists of rows that triggers are given stay small.
  for (let from = 0; from < size; from += PART) {
    await owner.query(
      `INSERT INTO employer (id, area_id, name, name_key, postcode, town, register, register_number, website, sector, size_band,
                             people_from, authority_code, authority_name, stage, stage_since, source, created_at)
       SELECT ${id('e', 'n')}, $1, x.name, lower(x.name), x.postcode, ($5::text[])[1 + n % cardinality($5)], 'company',
              'B' || lpad(n::text, 7, '0'), 'https://www.' || regexp_replace(lower(x.name), '[^a-z]', '', 'g') || n || '.example',
              (ARRAY['private', 'third', 'public_other', 'private', NULL])[1 + n % 5],
              (ARRAY['n1_9', 'n10_49', 'n50_249', 'n250_500', NULL])[1 + n % 5], n % 900,
              'E0800003' || n % 5, 'Authority ' || n % 5,
              (ARRAY['identified', 'identified', 'contacted', 'considering', 'signed'])[1 + n % 5], now(), 'bench', now()
         FROM generate_series($3::int, least($3 + ${PART}, $4)::int - 1) n,
              LATERAL (SELECT array_to_string(a.head || b.tail, ' ') AS name, a.postcode FROM part a, part b
                        WHERE a.i = n % $2 AND b.i = (n / $2 * 7 + n) % $2 OFFSET 0) x`,
      [areaId, rows.length, from, size, TOWNS.split(',')],
    );
    await owner.query(
      `INSERT INTO contact (id, area_id, employer_id, name, email, email_key, phone, is_primary, created_at)
       SELECT ${id('c', 'n')}, $1, ${id('e', 'n')},
              ($2::text[])[1 + n % cardinality($2)] || ' ' || ($3::text[])[1 + n / 7 % cardinality($3)], e.email, e.email,
              '01' || 100000000 + n::bigint * 17, true, now()
         FROM generate_series($4::int, least($4 + ${PART}, $5)::int - 1) n,
              LATERAL (SELECT 'contact' || n || '@employer' || n || '.example' AS email) e`,
      [areaId, FIRST.split(','), LAST.split(','), from, size],
    );
  }
  for (const { def } of indexes) await owner.query(def);
  await owner.query('DROP TABLE part');
  await owner.query('VACUUM ANALYZE employer, contact, search_entry, search_word, employer_tally');
}

/** Every so many of them, spread over the area; as the owner. */
export async function someOf(
  owner: pg.Client,
  areaId: string,
  size: number,
  wanted: number,
): Promise<MadeUp[]> {
  const numbers = Array.from(
    { length: wanted },
    (_, i) => `B${String(Math.floor((i * size) / wanted)).padStart(7, '0')}`,
  );
  const { rows } = await owner.query(
    `SELECT e.name, e.postcode, e.register_number AS "registerNumber", e.website, c.name AS contact, c.email, c.phone
       FROM employer e JOIN contact c ON c.area_id = e.area_id AND c.employer_id = e.id
      WHERE e.area_id = $1 AND e.register = 'company' AND e.register_number = ANY ($2)`,
    [areaId, numbers],
  );
  return rows as MadeUp[];
}
