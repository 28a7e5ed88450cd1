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

describe('SQL', () => {
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
