import { isId, newId, newToken } from './ids.js';

describe('ids', () => {
  it('sort by the time they were made, also thousands of one moment', () => {
    const ids = Array.from({ length: 20_000 }, () => newId());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => isId(id) && id[14] === '7' && '89ab'.includes(id[19]!))).toBe(true);
  });

  it('carry the time asked for', () => {
    expect(newId(0x0123456789ab).startsWith('01234567-89ab-7')).toBe(true);
    expect(newId(1) < newId(200)).toBe(true);
  });

  it('are not mistaken for anything else', () => {
    expect([isId('x'), isId(undefined), isId(`${newId()}0`)]).toEqual([false, false, false]);
    expect(newToken()).toMatch(/^[\w-]{22}$/);
  });
});
