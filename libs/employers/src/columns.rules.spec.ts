import { looksLikeData } from './cell-kind.rules.js';
import { fieldOfHeader, guessColumns } from './columns.rules.js';

describe('guessColumns', () => {
  it.each([
    ['employer_name', 'name'],
    ['EmployerName', 'name'],
    ['Firma', 'name'],
    ['Organisation Name', 'name'],
    ['Name of employer', 'name'],
    ['Reg. no.', 'companyNumber'],
    ['Company Registration Number', 'companyNumber'],
    ['CompanyNumber', 'companyNumber'],
    ['PC', 'postcode'],
    ['Post Code', 'postcode'],
    ['Zip/Postcode', undefined],
    ['No. of employees', 'size'],
    ['Staff', 'size'],
    ['E-mail address', 'email'],
    ['Tel.', 'phone'],
    ['Contact person', 'contactName'],
    ['SIC code(s)', 'sicCodes'],
    ['CurrentName', 'currentName'],
    ['Unternehmensname', 'name'],
    ['Name of org', 'name'],
    ['Registernummer', 'companyNumber'],
    ['HRB', 'companyNumber'],
    ['Anschrift', 'address'],
    ['Straße', 'address'],
    ['Add1', 'address'],
    ['Add4', 'address'],
    ['PLZ', 'postcode'],
    ['Beschäftigte', 'size'],
    ['beschaeftigte', 'size'],
    ['Anzahl Mitarbeiter', 'size'],
    ['Mitarbeiterzahl', 'size'],
    ['Emps', 'size'],
    ['Hdcnt', 'size'],
    ['Number', undefined],
    ['Responsible Person', undefined],
    ['Fax', undefined],
  ])('takes the header %s for %s', (header, field) => expect(fieldOfHeader(header)).toBe(field));

  it('gives each field to one column, and joins the lines of an address', () =>
    expect(guessColumns(['Name', 'Name', 'Address 1', 'Address 2', 'Phone', 'Telephone'], [])).toEqual([
      'name',
      null,
      'address',
      'address',
      'phone',
      null,
    ]));
  it('takes "Name" beside "Company" for the person', () =>
    expect(guessColumns(['Name', 'Company'], [])).toEqual(['contactName', 'name']));
  it('looks at what stands in a column whose header says nothing', () =>
    expect(
      guessColumns(
        ['Column 1', 'Column 2', 'Ort/PLZ', 'Contact'],
        [
          ['Hebble Mills Ltd', '99000001', 'HX1 1UJ', 'a@b.example'],
          ['Booth Castings Ltd', '99000002', 'HX2 7TL', 'c@d.example'],
        ],
      ),
    ).toEqual(['name', 'companyNumber', 'postcode', 'email']));
  it('leaves a number column with another header alone', () =>
    expect(guessColumns(['Company', 'Our ref'], [['A', '99000001']])).toEqual(['name', null]));
  it.each(['Number', 'No', 'No.'])(
    'takes a bare "%s" beside a name for the register number when it looks like one',
    (header) => {
      const of = (...numbers: string[]) =>
        guessColumns(
          ['Name', header],
          numbers.map((n) => ['A', n]),
        )[1];
      expect(of('01234567', 'SC123456', '445790')).toBe('companyNumber');
      expect(of('1', '2', '3')).toBeNull();
      expect(guessColumns(['Name', header, 'Company number'], [['A', '01234567', '07654321']])[1]).toBeNull();
    },
  );
  it.each(['Zed GmbH', 'Zed AG', 'Zed CIO', 'Zed NHS Foundation', 'Zed Partnership', 'Zed & Co'])(
    'knows %s for an organisation',
    (name) => expect(guessColumns(['Column 1', 'Column 2'], [['x', name]])).toEqual([null, 'name']),
  );
  it('knows data from headers', () => {
    expect(looksLikeData(['Hebble Mills', 'HX1 1UJ'])).toBe(true);
    expect(looksLikeData(['Company', 'Postcode'])).toBe(false);
  });
});
