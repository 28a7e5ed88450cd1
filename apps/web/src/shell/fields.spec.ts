import { decodeField, parseFields } from './fields.js';

const limits = { fields: 10, depth: 3 };
const parse = (text: string) => parseFields(text, limits);

describe('the fields of a form', () => {
  it.each([
    ['', {}],
    ['a=1&b=&c', { a: '1', b: '', c: '' }],
    ['a=x+y%20z&n%C3%A4me=%26', { a: 'x y z', näme: '&' }],
    ['a=%zz%', { a: '%zz%' }],
    ['a=1&a=2', { a: ['1', '2'] }],
    ['a[]=1', { a: ['1'] }],
    ['booker[name]=Bo&booker[email]=b', { booker: { name: 'Bo', email: 'b' } }],
    ['p[1][name]=B&p[0][name]=A&p[1][x]=y', { p: [{ name: 'A' }, { name: 'B', x: 'y' }] }],
    ['p[7]=b&p[3]=a', { p: ['a', 'b'] }],
    ['a=1&a[b]=2', { a: '1' }],
    ['a[b=1&[c]=2&d]=3', { 'a[b': '1', '[c]': '2', 'd]': '3' }],
    ['&&=1&a=2', { a: '2' }],
  ])('%s', (text, fields) => expect(parse(text)).toEqual(fields));

  it('are plain objects and never named like what every object has', () => {
    const fields = parse('a[toString]=1&__proto__[x]=1&constructor[prototype][x]=1&b=2&valueOf=3');
    expect(fields).toEqual({ b: '2' });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(String(parse('a[b]=1')['a'])).toBe('[object Object]');
  });

  it('of a query have plain names', () => {
    expect(parseFields('kind[a]=1&kind=2', { fields: 10, depth: 0 })).toEqual({ 'kind[a]': '1', kind: '2' });
  });

  it('that are too many are refused before one is looked at', () => {
    let looked = 0;
    const counting = (text: string) => {
      looked++;
      return decodeField(text);
    };
    const many = (n: number) => Array.from({ length: n }, (_, i) => `a[${i}]=1`).join('&');
    expect(() => parseFields(many(20_000), limits, counting)).toThrow('Send fewer fields');
    expect(looked).toBe(0);
    expect(parseFields(many(10), limits, counting)['a']).toHaveLength(10);
    expect(looked).toBe(20);
  });

  it('cost one look each, however they are named', () => {
    for (const name of [(i: number) => `a[${i}]`, () => 'a[]', () => 'a', (i: number) => `a[${i}][b][c]`]) {
      let looked = 0;
      const text = Array.from({ length: 5_000 }, (_, i) => `${name(i)}=1`).join('&');
      parseFields(text, { fields: 5_000, depth: 3 }, (one) => {
        looked++;
        return one;
      });
      expect(looked).toBe(10_000);
    }
  });

  it('nest no deeper than the route takes', () => {
    expect(() => parse('a[b][c][d][e]=1')).toThrow('Bad Request');
  });
});
