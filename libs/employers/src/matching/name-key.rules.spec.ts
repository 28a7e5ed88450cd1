import { nameHas, nameKey, placeKey } from './name-key.rules.js';

describe('nameKey', () => {
  it.each([
    ['ACME LIMITED', 'Acme Ltd.'],
    ['The Acme Company Ltd', 'ACME CO LIMITED'],
    ['Marks & Spencer', 'MARKS AND SPENCER'],
    ['Nestlé UK Ltd', 'NESTLE U.K. LIMITED'],
    ["Sainsbury's", 'SAINSBURYS'],
    ['Sainsbury’s', "Sainsbury's"],
    ['Calder C.I.C.', 'Calder Community Interest Company'],
    ['N H S Trust', 'NHS Trust'],
    ['Smith (Holdings) PLC', 'Smith Holdings Public Limited Company'],
    ['Co-operative   Group', 'CO OPERATIVE GROUP'],
    ['Foo+Bar', 'Foo & Bar'],
    ['Foo Limited (The)', 'The Foo Ltd'],
    ['ACME P.L.C.', 'Acme plc'],
  ])('takes %s for %s', (a, b) => expect(nameKey(a)).toBe(nameKey(b)));

  it.each([
    ['Calder Homes', 'Calder Homes Repairs'],
    ['Acme Plc', 'Acme Ltd'],
    ['A1 Taxis', 'A2 Taxis'],
  ])('keeps %s from %s', (a, b) => expect(nameKey(a)).not.toBe(nameKey(b)));

  it('is never empty', () => {
    expect(nameKey('The Ltd')).not.toBe('');
    expect(nameKey('Limited')).not.toBe('');
    expect(nameKey('&')).not.toBe('');
    expect(nameKey('日本')).toBe('日本');
  });

  it('joins name and postcode whatever the spacing', () => {
    expect(placeKey('acme', 'HX1 1AA')).toBe(placeKey('acme', 'hx11aa'));
    expect(placeKey('acme', null)).not.toBe(placeKey('acme', 'HX1 1AA'));
  });
});

describe('looking for a part of a name', () => {
  it.each([
    ['covea', 'COVÉA INSURANCE LIMITED'],
    ['ltd', 'COVÉA INSURANCE LIMITED'],
    ['limited', 'Hebble Textiles Ltd'],
    ['limi', 'COVÉA INSURANCE LIMITED'],
    ['ltd covéa', 'COVÉA INSURANCE LIMITED'],
    ['mind', 'Calderdale Mind'],
    ['marks & spencer', 'MARKS AND SPENCER PLC'],
    ['nhs', 'N.H.S. Trust'],
    ['', 'Anything'],
    ['  ', 'Anything'],
  ])('finds by “%s” %s', (wanted, name) => {
    expect(nameHas(name, wanted)).toBe(true);
  });

  it.each([
    ['covea bank', 'COVÉA INSURANCE LIMITED'],
    ['%', 'COVÉA INSURANCE LIMITED'],
    ['plc', 'Hebble Textiles Ltd'],
  ])('does not find by “%s” %s', (wanted, name) => {
    expect(nameHas(name, wanted)).toBe(false);
  });
});
