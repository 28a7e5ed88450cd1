import { findLayout } from './list-layout.rules.js';

const headerLine = (...lines: string[]) => findLayout(lines.join('\n')).headerLine;
const uk = ['Beta Mills Ltd,2 Mill Lane,HX1 1UJ,UK', 'Gamma Ltd,3 Mill Lane,HX2 7TL,UK'];

describe('the top row of a list', () => {
  it.each([
    ['names of organisations', ['Noheader One Ltd', 'Noheader Two Ltd', 'Noheader Three Ltd']],
    ['an employer overseas', ['Acme73 Group plc,1 High St,75001,France', ...uk]],
    ['a number without its zeros', ['Acme,445790', 'Beta,1234567']],
    ['a postcode', ['Acme;HX1 1UJ', 'Beta;HX2 7TL']],
    ['an email address', ['Acme,a@b.example', 'Beta,c@d.example']],
    ['figures above figures', ['1,Acme,Halifax', '2,Beta,Leeds', '3,Gamma,Bath']],
    ['a web address', ['Acme,www.acme.example', 'Beta,www.beta.example']],
    ['a German company', ['Zed GmbH,Bonn', 'Wye AG,Köln']],
    ['a foundation', ['Hebble NHS Foundation,Halifax', 'Booth Partnership,Leeds']],
  ])('is an employer with %s', (_, lines) => expect(headerLine(...lines)).toBe(0));

  it.each([
    ['known words', ['Employer,Postcode', ...uk]],
    ['one known word beside what may be data', ['Company,Calderdale Council,12345', 'Beta,yes,no']],
    ['unknown words', ['Ref,Note', '1,x']],
    ['words for organisations', ['NHS trust,Ward', 'Hebble Trust,One']],
    ['words for their names', ['School name,Leader', 'Hebble School,Ann']],
    ['words above postcodes', ['Sponsoring council body,Where', 'Hebble Ltd,HX1 1UJ', 'Booth Ltd,HX2 7TL']],
    ['years above figures', ['Institution,2024,2025', 'Hebble Ltd,5,6', 'Booth Ltd,7,8']],
  ])('is the header with %s', (_, lines) => expect(headerLine(...lines)).toBe(1));

  it('gives the only column, or the one with an organisation, as the name where there is no header', () => {
    expect(findLayout('Noheader Ltd\nMind\nScope\nShelter\nBarnardo’s').mapping).toEqual(['name']);
    expect(findLayout('Leeds,Noheader Ltd\nBath,Mind\nYork,Scope\nHull,Shelter\n').mapping).toEqual([
      null,
      'name',
    ]);
  });
});
