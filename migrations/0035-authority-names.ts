import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Authorities whose districts had another name than the authority of their code has: one that is part of it now, a town in
 * it, or another way of writing it. Code, name, and the names that stood for it.
 */
const NAMES: [code: string, name: string, before: string[]][] = [
  ['E06000003', 'Redcar and Cleveland', ['Redcar & Cleveland']],
  ['E06000008', 'Blackburn with Darwen', ['Blackburn']],
  ['E06000023', 'City of Bristol', ['Bristol']],
  ['E06000056', 'Central Bedfordshire', ['Leighton Buzzard']],
  ['E06000058', 'Bournemouth, Christchurch and Poole', ['Bournemouth', 'Christchurch', 'Poole']],
  [
    'E06000059',
    'Dorset Council',
    ['East Dorset', 'North Dorset', 'Purbeck', 'West Dorset', 'Weymouth and Portland'],
  ],
  ['E06000060', 'Buckinghamshire', ['Aylesbury Vale', 'Chiltern', 'Wycombe']],
  ['E06000061', 'North Northamptonshire', ['Corby', 'East Northamptonshire', 'Kettering', 'Wellingborough']],
  ['E06000062', 'West Northamptonshire', ['Daventry', 'Northampton', 'South Northamptonshire']],
  ['E06000063', 'Cumberland', ['Allerdale', 'Carlisle', 'Copeland']],
  ['E06000064', 'Westmorland and Furness', ['Barrow-in-Furness', 'Eden', 'South Lakeland']],
  ['E06000065', 'North Yorkshire', ['Craven', 'Hambleton', 'Harrogate', 'Ripon', 'Selby']],
  ['E06000066', 'Somerset', ['Mendip', 'Sedgemoor', 'South Somerset']],
  ['E07000009', 'East Cambridgeshire', ['Ely']],
  ['E07000112', 'Folkestone and Hythe', ['Shepway']],
  ['E07000138', 'City of Lincoln', ['Lincoln']],
  ['E07000146', 'Kings Lynn and West Norfolk', ['West Norfolk']],
  ['E07000219', 'Nuneaton and Bedworth', ['Nuneaton & Bedworth']],
  ['E07000244', 'East Suffolk', ['Suffolk Coastal', 'Waveney']],
  ['E07000245', 'West Suffolk', ['Forest Heath', 'Newmarket', 'St Edmundsbury']],
  ['E08000032', 'Bradford', ['Bingley']],
  ['N09000002', 'Armagh City, Banbridge and Craigavon', ['Armagh']],
  ['S12000013', 'Eilean Siar', ['Comhairle nan Eilean Siar']],
  ['S12000026', 'The Scottish Borders', ['Scottish Borders']],
  ['S12000027', 'Shetland Islands', ['Shetland']],
  ['S12000033', 'Aberdeen City', ['Aberdeen']],
  ['S12000036', 'City of Edinburgh', ['Edinburgh']],
  ['S12000042', 'Dundee City', ['Dundee']],
  ['S12000049', 'Glasgow City', ['Glasgow']],
  ['W06000001', 'Isle of Anglesey', ['Anglesey']],
  ['W06000014', 'The Vale of Glamorgan', ['Vale of Glamorgan']],
  ['W06000016', 'Rhondda Cynon Taff', ['Rhondda Cynon Taf']],
];

export class AuthorityNames1764000000035 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // The wall stands for the owner, too: every area is named.
    await db.query(
      `SELECT set_config('app.areas', coalesce((SELECT string_agg(id::text, ',') FROM area), ''), true)`,
    );
    await db.query(
      `UPDATE employer e SET authority_name = n.name
         FROM unnest($1::text[], $2::text[]) AS n(code, name)
        WHERE e.authority_code = n.code AND e.authority_name <> n.name`,
      [NAMES.map(([code]) => code), NAMES.map(([, name]) => name)],
    );
    // What undoing an import compares with, and gives back.
    const before = NAMES.flatMap(([, name, olds]) => olds.map((old) => [old, name] as const));
    for (const side of ['was', 'is'])
      await db.query(
        `UPDATE import_row r SET changes = jsonb_set(r.changes, ARRAY['authorityName', $1], to_jsonb(n.name))
           FROM unnest($2::text[], $3::text[]) AS n(old, name)
          WHERE r.changes -> 'authorityName' ->> $1 = n.old`,
        [side, before.map(([old]) => old), before.map(([, name]) => name)],
      );
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward; restore a backup instead.');
  }
}
