import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#platform';

/** Functions PostgreSQL has had only since 16, 17 or 18; the README promises that 15 does. */
const TOO_NEW = [
  'any_value',
  'array_reverse',
  'array_sample',
  'array_shuffle',
  'array_sort',
  'casefold',
  'crc32',
  'crc32c',
  'date_add',
  'date_subtract',
  'erfc?',
  'gamma',
  'json_array',
  'json_arrayagg',
  'json_exists',
  'json_object',
  'json_objectagg',
  'json_query',
  'json_scalar',
  'json_serialize',
  'json_table',
  'json_value',
  'merge_action',
  'pg_input_error_info',
  'pg_input_is_valid',
  'random_normal',
  'to_bin',
  'to_oct',
  'unicode_assigned',
  'uuid_extract_timestamp',
  'uuid_extract_version',
  'uuidv4',
  'uuidv7',
];

const files = ['libs', 'apps', 'migrations'].flatMap((top) =>
  readdirSync(join(projectRoot, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => join(top, name)),
);
const textOf = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');

/** Where statements stand besides repositories and migrations, and why. */
const ALLOWED: Record<string, string> = {
  'libs/platform/src/database.ts': 'opens transactions and names their areas',
  'libs/platform/src/migrate.ts': 'the owner’s connection, before there is any transaction',
  'libs/platform/src/queue.ts': 'asks for what the queue may not make itself, on the queue’s own connection',
  'libs/platform/src/queue-check.ts': 'asks a queue for a sign of life before the program starts',
  'libs/standalone/src/embedded-postgres.ts': 'makes the database itself',
  'libs/demo/src/one-transaction.ts': 'opens the one transaction of the story, as database.ts does',
};
/** Whoever asks a transaction in words of SQL, and how SQL begins in a string. */
const STATEMENTS = [
  /\b(?:tx|t|outsideWall)\s*\.\s*(?:query|one|execute)\s*[<(]/,
  /\bdb\s*\.\s*call\s*[<(]/,
  /[`'"]\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\s/,
  /\b(?:INSERT INTO|DELETE FROM|UPDATE \w+ SET|JOIN \w+ ON)\b/,
  /\bFROM \w+ (?:\w+ )?(?:WHERE|JOIN|ORDER BY)\b/,
];
/** Doors to rows that no transaction guards: outside one the wall shows nothing, in silence. */
const UNGUARDED =
  /\bInject(?:Repository|EntityManager|DataSource)\b|\bgetRepository\b|\bcreateQueryBuilder\b|\.manager\b/;

const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
const hasStatement = (text: string): boolean => STATEMENTS.some((one) => one.test(code(text)));
const isRepository = (file: string): boolean =>
  file.endsWith('.repository.ts') || file.startsWith('migrations/');

describe('SQL', () => {
  it('stands in repositories and migrations only', () => {
    const found = files.filter((file) => !isRepository(file) && hasStatement(textOf(file)));
    expect(found.sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it.each([
    [`await tx.query<Row>('x')`, true],
    ['const rows = await this.on.tx.query(WHAT, [areaId]);', true],
    ['this.db.read([], (t) => t.one(WHAT))', true],
    [`db.call<string>('write_journal', areas, [])`, true],
    ['this.db.outsideWall.one(WHAT, [id])', true],
    ['const CURRENT = `\n  SELECT c.id FROM contact c`;', true],
    [`const UPDATE = 'UPDATE contact SET left_at = $1';`, true],
    ['const FROM = `FROM wave w JOIN survey s ON s.id = w.survey_id`;', true],
    ['// tx.query and SELECT id FROM contact are for repositories\nconst a = 1;', false],
    ['await tx.repository(Contact).find({ where: { areaId } });', false],
    [`throw invalid('x', { on: 'Select a day from the list' });`, false],
    [`const text = 'Delete from the list';`, false],
  ])('is seen or not in %s', (text, seen) => {
    expect(hasStatement(text)).toBe(seen);
  });

  it('and repositories of TypeORM are had from a transaction only', () => {
    const inside = 'libs/platform/src/database.ts';
    const found = files.filter(
      (file) => UNGUARDED.test(code(textOf(file))) && !file.startsWith('migrations/'),
    );
    expect(found).toEqual([inside]);
    for (const door of [
      '@InjectRepository(Charter) rows',
      'source.getRepository(Charter)',
      'source.manager.find(Charter)',
    ])
      expect(UNGUARDED.test(door)).toBe(true);
  });

  it('calls no function that PostgreSQL 15 does not have', () => {
    const call = new RegExp(`\\b(?:${TOO_NEW.join('|')})\\s*\\(`, 'gi');
    const found = files.flatMap((file) => (textOf(file).match(call) ?? []).map((name) => `${file}: ${name}`));
    expect(files.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });

  it('names the areas in every migration that changes rows behind the wall, which stands for the owner too', () => {
    const migrations = files.filter((file) => /migrations\/\d{4}-/.test(file));
    const walled = migrations.flatMap((file) =>
      [...textOf(file).matchAll(/\benableAreaRls\('(\w+)'/g)].map(([, table]) => table!),
    );
    const change = new RegExp(`\\b(?:UPDATE|DELETE FROM|INSERT INTO)\\s+(?:${walled.join('|')})\\b`);
    const changing = migrations.filter((file) => change.test(textOf(file)));
    expect(changing.map((file) => file.slice('migrations/'.length, -3))).toEqual(
      expect.arrayContaining(['0020-link-tokens', '0026-one-lapsed', '0035-authority-names']),
    );
    expect(changing.filter((file) => !textOf(file).includes(`set_config('app.areas'`))).toEqual([]);
  });
});
