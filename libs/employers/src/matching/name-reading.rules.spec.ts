import { namesIn, readName } from './name-reading.rules.js';

describe('a name, read', () => {
  it.each([
    ['ACME LIMITED', 'Acme Ltd.'],
    ['WRIGLEY COMPANY LIMITED(THE)', 'The Wrigley Co. Ltd'],
    ['Calder C.I.C.', 'Calder Community Interest Company'],
    ['Airedale N H S Trust', 'Airedale National Health Service Trust'],
    ['St. Gemma’s Hospice', 'SAINT GEMMAS HOSPICE'],
    ['Kings Lynn & West Norfolk Council', "King's Lynn and West Norfolk Council"],
    ['Univ. of York', 'The University of York'],
    ['Nestlé UK', 'NESTLE (United Kingdom)'],
    ['A. H. Worth Ltd', 'A H WORTH LIMITED'],
    ['Multi -Academy Trust', 'MultiAcademy Trust'],
  ])('of %s is that of %s', (a, b) => expect(readName(a).letters).toBe(readName(b).letters));

  it.each([
    ['AKM North Ltd', 'AKM South Ltd'],
    ['Hill Care 1 Limited', 'Hill Care 3 Limited'],
    ['Teledyne Limited', 'Teledyne UK Limited'],
    ['Anchor Group', 'Anchor Holdings'],
  ])('keeps %s from %s', (a, b) => expect(readName(a).letters).not.toBe(readName(b).letters));

  it('keeps the legal form apart, and a name of nothing else whole', () => {
    expect(readName('Zenith Hygiene Group PLC')).toMatchObject({
      words: ['zenith', 'hygiene', 'group'],
      form: 'plc',
    });
    expect(readName('Limited')).toMatchObject({ words: ['ltd'], form: null });
    expect(readName('The The').words).not.toEqual([]);
    expect(readName('日本 株式').letters).toBe('日本株式');
  });

  it.each([
    ['St Mary’s Primary School', true],
    ['Trinity College', true],
    ['Beta', true],
    ['Beta Ltd', false],
    ['St Mary’s Academy Trust', false],
    ['Bath District Council', false],
    ['Hebble Textiles', false],
  ])('%s may be another’s elsewhere: %s', (name, repeats) => expect(readName(name).repeats).toBe(repeats));
});

describe('the names in one cell', () => {
  it.each([
    ['Acme Ltd t/a Zeta', ['Acme Ltd', 'Zeta']],
    ['Acme Ltd trading as Zeta & Sons', ['Acme Ltd', 'Zeta & Sons']],
    ['Acme Ltd (formerly Beta Ltd)', ['Acme Ltd', 'Beta Ltd']],
    ['Acme, previously known as Beta, now trading as Gamma', ['Acme', 'Beta', 'Gamma']],
    ['Akanda (Leeds) Ltd', ['Akanda (Leeds) Ltd']],
    ['  ', []],
  ])('%s', (cell, names) => expect(namesIn(cell)).toEqual(names));
});
