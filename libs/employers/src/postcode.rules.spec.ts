import { readPostcode } from './postcode.rules.js';

const areas = new Set(['HX', 'LS', 'CO', 'DT', 'L', 'EC', 'W', 'N', 'E', 'S', 'JE', 'D']);
const read = (text: string) => readPostcode(text, areas);

describe('readPostcode', () => {
  it.each([
    ['HX6 3QA', 'HX6 3QA'],
    ['hx63qa', 'HX6 3QA'],
    [' HX 6 3 QA ', 'HX6 3QA'],
    ['CO33US', 'CO3 3US'],
    ['L147NY', 'L14 7NY'],
    ['EC1A 1BB', 'EC1A 1BB'],
    ['HX1-1UJ', 'HX1 1UJ'],
    ['JE4 8PJ', 'JE4 8PJ'],
    ['BN1 1AA.', 'BN1 1AA'],
  ])('writes %s as %s', (text, postcode) => expect(read(text)).toMatchObject({ kind: 'valid', postcode }));

  it.each(['', '  ', '-', 'n/a', 'Unknown', 'TBC'])('takes %j for missing', (text) =>
    expect(read(text).kind).toBe('missing'),
  );
  it.each(['75008', '10001', 'D02 X285', 'W23 F854', '1012 AB', 'SE-111 22'])(
    'takes %s for overseas',
    (text) => expect(read(text).kind).toBe('overseas'),
  );
  it.each([
    ['DT1 2J', 'DT1'],
    ['HX6', 'HX6'],
    ['EC1A', 'EC1A'],
  ])('keeps the sure half of %s', (text, outward) =>
    expect(read(text)).toMatchObject({ kind: 'partial', outward }),
  );
  it.each(['HX6 4DT4', 'Halifax', 'HX1 1U0', 'HXX 1UJ'])('calls %s wrong', (text) => {
    const reading = read(text);
    expect(reading.kind).toBe('wrong');
    expect(reading).toHaveProperty('reason', expect.stringContaining(text));
  });
});
