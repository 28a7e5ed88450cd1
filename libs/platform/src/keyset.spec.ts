import { type KeysetList, keyset, keysetBefore } from './keyset.js';

const list: KeysetList = {
  sort: { sql: 'e.name', type: 'text', way: 'ASC' },
  id: { sql: 'e.id', type: 'uuid' },
};
const ids = [1, 2, 3, 4, 5].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const rows = ids.map((id, n) => ({
  name: `Name ${n + 1}`,
  place: [`Name ${n + 1}`, id] as [string, string],
}));
const names = (page: { rows: { name: string }[] }) => page.rows.map(({ name }) => name);

describe('a list by keyset', () => {
  it('reads one row more than it shows, and goes on after the last shown', () => {
    const params: unknown[] = ['area'];
    const first = keyset(list, {}, 2, params);
    expect([first.where, first.order, first.limit, params]).toEqual([
      '',
      'e.name ASC, e.id ASC',
      3,
      ['area'],
    ]);
    const page = first.page(rows.slice(0, 3));
    expect([names(page), page.previous]).toEqual([['Name 1', 'Name 2'], undefined]);
    const second = keyset(list, { after: page.next }, 2, params);
    expect(second.where).toBe('AND (e.name, e.id) > ($2::text, $3::uuid)');
    expect(params).toEqual(['area', 'Name 2', ids[1]]);
    expect(Object.keys(second.page(rows.slice(2)))).toEqual(['rows', 'next', 'previous']);
  });

  it('reads the page before another the other way round, and turns it', () => {
    const previous = keyset(list, { after: keyset(list, {}, 2, []).page(rows).next }, 2, []).page(
      rows.slice(2),
    ).previous;
    const params: unknown[] = [];
    const back = keyset(list, { before: previous }, 2, params);
    expect([back.where, back.order]).toEqual([
      'AND (e.name, e.id) < ($1::text, $2::uuid)',
      'e.name DESC, e.id DESC',
    ]);
    const page = back.page([rows[1]!, rows[0]!]);
    expect([names(page), Boolean(page.next), page.previous]).toEqual([['Name 1', 'Name 2'], true, undefined]);
    expect(keysetBefore(list, previous, [])).toBe('(e.name, e.id) < ($1::text, $2::uuid)');
    expect(keysetBefore(list, undefined, [])).toBeUndefined();
  });

  it.each([
    ['text', 'anything', true],
    ['integer', '-12', true],
    ['integer', '1e9', false],
    ['date', '2026-02-29', false],
    ['timestamptz', '2026-11-24T09:00:00.123456Z', true],
    ['timestamptz', '2026-02-31T09:00:00Z', false],
  ] as const)('begins at the beginning where a place does not fit: %s %s', (type, key, fits) => {
    const after = Buffer.from(JSON.stringify([key, ids[0]])).toString('base64url');
    const { where } = keyset({ ...list, sort: { ...list.sort, type } }, { after }, 2, []);
    expect(where !== '').toBe(fits);
  });

  it.each(['', 'x', 'bnVsbA', Buffer.from('["a","no id"]').toString('base64url')])(
    'begins at the beginning for what is no place of ours: %j',
    (after) => expect(keyset(list, { after }, 2, []).where).toBe(''),
  );
});
