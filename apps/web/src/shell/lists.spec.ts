import { z } from 'zod';
import { anyOf, listAddress, oneOf, pageNumber, pageOf, pagerOf, place, searched } from './lists.js';

const filter = z.object({
  q: searched(),
  show: oneOf(['now', 'ended']),
  size: anyOf(['small', 'large']),
  ...place,
  ...pageNumber,
});

describe('a list’s address', () => {
  it.each([
    ['/list', {}],
    ['/list?q=a+%26+b', { q: 'a & b' }],
    ['/list?show=ended&size=small&size=large', { show: 'ended', size: ['small', 'large'] }],
  ])('is %s, and its filter comes back', (address, asked) => {
    const data = filter.parse(asked);
    expect(listAddress('/list', filter, data)).toBe(address);
    const query = new URLSearchParams(address.split('?')[1]);
    const sent = Object.fromEntries([...query.keys()].map((key) => [key, query.getAll(key)]));
    const read = Object.fromEntries(
      Object.entries(sent).map(([key, all]) => [key, all.length > 1 ? all : all[0]]),
    );
    expect(filter.parse(read)).toEqual(data);
  });

  it('takes what it does not know as not asked', () => {
    const empty = { q: '', show: 'now', size: [], page: 1 };
    expect(filter.parse({ q: ['a', 'b'], show: 'x', size: 'huge', page: '-3', after: ['a'] })).toEqual(empty);
  });

  it('begins at the top unless it is told where', () => {
    const data = filter.parse({ q: 'x', after: 'abc', page: '3' });
    expect(listAddress('/list', filter, data)).toBe('/list?q=x');
    expect(listAddress('/list', filter, data, { after: 'def' })).toBe('/list?q=x&after=def');
  });
});

describe('a pager', () => {
  const address = (to: object) => listAddress('/list', filter, {}, to);

  it('of a list by keyset leads to the pages beside it, and counts where that is known', () => {
    const page = { rows: [1, 2], next: 'n' };
    expect(pagerOf(page, address)).toEqual({ previous: undefined, next: '/list?after=n' });
    expect(pagerOf({ ...page, previous: 'p' }, address, { before: 2, total: 9 })).toEqual({
      previous: '/list?before=p',
      next: '/list?after=n',
      from: 3,
      to: 4,
      total: 9,
    });
  });

  it('of a list in memory takes the last page for one beyond it', () => {
    const all = Array.from({ length: 5 }, (_, n) => n);
    expect(pageOf(all, 2, address, 2).pager).toMatchObject({
      previous: '/list',
      next: '/list?page=3',
      from: 3,
      to: 4,
    });
    expect(pageOf(all, 9, address, 2)).toMatchObject({
      rows: [4],
      pager: { previous: '/list?page=2', next: undefined },
    });
    expect(pageOf([], 1, address)).toMatchObject({ rows: [], total: 0 });
  });
});
