import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { Contacts, EmployerLookup, Employers, Geography, nameKey, People } from '#employers';
import { type Actor, projectPath } from '#platform';
import { candidatesOf } from '../../../libs/employers/src/match.repository.js';
import { lookupKeys } from '../../../libs/employers/src/matching/lookup-keys.rules.js';
import { type TestWorld, testDatabase } from '../../support/database.js';

const sam: Actor = { kind: 'user', label: 'Sam Sample' };
let world: TestWorld;
let employers: Employers;
let contacts: Contacts;
beforeAll(async () => {
  world = await testDatabase();
  employers = new Employers(world.clock, world.facts, new Geography());
  contacts = new Contacts(world.clock, world.facts, new People(world.clock));
});
afterAll(() => world.close());

const keys = async (id: string) =>
  (
    await world.owner<{ key: string }>('SELECT key FROM match_key WHERE employer_id = $1 ORDER BY key', [id])
  ).map(({ key }) => key);

describe('by what an employer can be found', () => {
  it('follows its names, its website and its people, and goes with them', async () => {
    const { id, contact } = await world.db.write([world.areaId], async (tx) => {
      const made = await employers.create(
        tx,
        world.areaId,
        { name: 'Zed Mills Ltd', tradingNames: ['The Zed & Co'], website: 'https://www.zed.example/about' },
        sam,
      );
      const person = await contacts.add(
        tx,
        world.areaId,
        made.id,
        { name: 'Jo', email: 'Jo@People.example', phone: '+44 (0)1422 000 111' },
        sam,
      );
      return { id: made.id, contact: person.id };
    });
    expect(await keys(id)).toEqual([
      'd people.example',
      'd zed.example',
      'n zedand',
      'n zedmills',
      't 1422000111',
    ]);
    await world.db.write([world.areaId], (tx) =>
      employers.change(tx, id, { name: 'Yed Mills plc', tradingNames: [], website: null }, sam),
    );
    expect(await keys(id)).toEqual(['d people.example', 'n yedmills', 't 1422000111']);
    await world.owner('UPDATE contact SET left_at = now() WHERE id = $1', [contact]);
    expect(await keys(id)).toEqual(['n yedmills']);
    await world.owner('UPDATE contact SET left_at = NULL WHERE id = $1', [contact]);
    expect(await keys(id)).toHaveLength(3);
    // What erasing a person leaves of them.
    await world.owner('UPDATE contact SET email = NULL, email_key = NULL, phone = NULL WHERE id = $1', [
      contact,
    ]);
    expect(await keys(id)).toEqual(['n yedmills']);
    await world.owner('DELETE FROM contact WHERE id = $1', [contact]);
    await world.owner('DELETE FROM employer WHERE id = $1', [id]);
    expect(await keys(id)).toEqual([]);
  });

  it('is written by the database as the program asks for it', async () => {
    const names = parse(readFileSync(projectPath('demo/employers-sample.csv')), {
      columns: true,
    }) as { employer_name: string }[];
    const more = [
      'Ü & Co',
      '日本 Ltd',
      'plc',
      'A co',
      `${'Long '.repeat(100)}Ltd`,
      '𝒳'.repeat(400),
      '&',
      'Co Co plc',
    ];
    const all = [...names.map((row) => row.employer_name), ...more];
    const made = await world.owner<{ key: string }>(
      'SELECT match_name(key) AS key FROM unnest($1::text[]) WITH ORDINALITY AS t(key, n) ORDER BY n',
      [all.map(nameKey)],
    );
    const asked = all.map((name) => lookupKeys([{ names: [name] }], false).keys);
    // What is longer than a name may be is cut before it is read, so only its beginning is asked for.
    all.forEach((name, i) => {
      if (name.length <= 300 && /[\p{L}\p{N}]/u.test(name)) expect(asked[i]).toContain(made[i]!.key);
    });
    const phones = ['01422 000111', '+44 (0)1422 000111', '0044 1422000111'];
    for (const phone of phones)
      expect(lookupKeys([{ names: ['A'], phones: [phone] }], true).keys).toContain(
        (await world.owner<{ key: string }>('SELECT match_phone($1) AS key', [phone]))[0]!.key,
      );
  });

  it('leads to it past others of its postcode, in its area only', async () => {
    await world.owner(
      `INSERT INTO employer (id, area_id, name, name_key, postcode, stage, stage_since, source, created_at)
       SELECT gen_random_uuid(), $1, 'Other ' || n, 'other ' || n, 'HX9 9ZZ', 'identified', now(), 'test', now()
         FROM generate_series(1, 3000) n`,
      [world.areaId],
    );
    const { id } = await world.db.write([world.areaId], (tx) =>
      employers.create(tx, world.areaId, { name: 'Needle Works Ltd', postcode: 'HX9 9ZZ' }, sam),
    );
    const lookup = new EmployerLookup(new Geography());
    const typed = { name: 'NEEDLE WORKS LIMITED', postcode: 'HX99ZZ' };
    const found = await world.db.read([world.areaId], (tx) => lookup.matches(tx, world.areaId, typed));
    expect(found.map((one) => one.id)).toEqual([id]);
    expect(
      await world.db.read([world.secondAreaId], (tx) => lookup.matches(tx, world.secondAreaId, typed)),
    ).toEqual([]);
  });

  it('is looked for by index, as the program, whatever the area holds', async () => {
    await world.owner(
      `INSERT INTO employer (id, area_id, name, name_key, postcode, register, register_number, stage, stage_since, source, created_at)
       SELECT gen_random_uuid(), $1, 'Many ' || n, 'many ' || n, 'HX' || n % 90 || ' ' || n % 9 || 'ZZ', 'company',
              lpad(n::text, 8, '0'), 'identified', now(), 'test', now() FROM generate_series(1, 20000) n`,
      [world.areaId],
    );
    await world.owner('ANALYZE employer, match_key, contact');
    const plans = await world.db.read([world.areaId], async (tx) => {
      const seen: string[] = [];
      const spied = {
        query: async (sql: string, params: unknown[]) => {
          const rows = await tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, params);
          seen.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
          return sql.includes('match_key') ? [{ id: world.areaId }] : [];
        },
      } as unknown as typeof tx;
      await candidatesOf(
        spied,
        world.areaId,
        [
          {
            names: ['Needle Works'],
            postcode: 'HX9 9ZZ',
            registerKey: 'company:01234567',
            emails: ['a@b.example'],
          },
        ],
        { broad: true },
      );
      return seen;
    });
    expect(plans).toHaveLength(2);
    expect(plans.join('\n')).not.toMatch(/Seq Scan on (employer|match_key)/);
    expect(plans[0]).toMatch(/Index Cond: \(\(area_id = [^)]*\) AND \(key = asked.key\)\)/);
    expect(plans[0]).toMatch(/Index Cond: \(\(area_id = [^)]*\) AND \(key >= start.text\)/);
    expect(plans[1]).toMatch(/Index Scan using employer_/);
  });
});
