import { isEmail } from '#platform';
import {
  isCompanyNumber,
  isOrganisation,
  isPhone,
  isPostcode,
  isSize,
  isWebsite,
  share,
} from './cell-kind.rules.js';

/** What a column of a list can hold, with the words for it. */
export const importFields = {
  name: 'Employer name',
  currentName: 'Name today, where it changed',
  tradingName: 'Trading name',
  companyNumber: 'Company number',
  charityNumber: 'Charity number',
  address: 'Address',
  town: 'Town',
  postcode: 'Postcode',
  size: 'People',
  sicCodes: 'SIC codes',
  sector: 'Sector',
  legalForm: 'Legal form',
  website: 'Website',
  contactName: 'Contact name',
  contactRole: 'Contact’s job',
  email: 'Email',
  phone: 'Phone',
} as const;

export type ImportField = keyof typeof importFields;
/** Per column of the file the field it fills, or null: left out. */
export type Mapping = (ImportField | null)[];

/** Fields that several columns may fill together: address lines, first and last name. */
export const joinedFields: readonly ImportField[] = ['address', 'contactName'];

/** Headers that mean a field, written as `squash` writes them; the surer ones stand first. */
const synonyms: Record<ImportField, string> = {
  name: `employername employer companyname company organisationname organisation organizationname organization orgname
    org businessname business firmname firm firma firmenname unternehmen nameoforganisation nameoforganization
    nameofemployer nameofcompany nameofbusiness registeredname legalname accountname account clientname client customername
    customer membername memberorganisation member employersname companyororganisation entreprise empresa unternehmensname nameoforg name`,
  currentName: 'currentname namenow newname currentemployername latestname',
  tradingName: 'tradingname tradingas tradingnames ta alsoknownas aka othername othernames knownas brand',
  companyNumber: `companynumber companyno companynum companyregno companyregnumber companyregistrationnumber
    companyregistrationno companyregistration companyregisterednumber registrationnumber registrationno regno regnumber
    registeredno registerednumber registerednum crn companieshousenumber companieshouseno companieshouse chnumber chno
    cono conumber companyhousenumber handelsregisternummer handelsregister registernumber registerno
    registernummer registernr hrb hrbnummer hrbnr`,
  charityNumber: `charitynumber charityno charityregno charityregistrationnumber registeredcharitynumber registeredcharityno
    charitycommissionnumber charityregnumber`,
  address: `address addressline address1 address2 address3 address4 addressline1 addressline2 addressline3 addressline4
    street streetaddress addr addr1 addr2 addr3 registeredaddress registeredoffice adresse strasse postaladdress fulladdress
    siteaddress companyaddress employeraddress businessaddress officeaddress anschrift add1 add2 add3 add4`,
  town: 'town city posttown towncity citytown townorcity ort stadt locality ville',
  postcode: 'postcode postcodes pc pcode postalcode zip zipcode plz postcd postleitzahl codepostal',
  size: `employersize companysize organisationsize size staff people employees numberofemployees noofemployees numemployees
    nrofemployees employeenumbers employeecount employeesnumber headcount fte ftes workforce staffnumbers staffcount noofstaff
    numberofstaff staffno mitarbeiter totalemployees totalstaff sizeband employeeband noemployees numberemployed
    peopleemployed numberofpeople effectif beschaftigte beschaeftigte beschaftigtenzahl beschaeftigtenzahl
    anzahlmitarbeiter anzahlbeschaftigte anzahlbeschaeftigte mitarbeiterzahl mitarbeiteranzahl emps hdcnt`,
  sicCodes: 'siccodes siccode sic sic2007 sic07 siccodes2007 siccode2007 sic1 sicnumber',
  sector: 'sector sectortype employersector organisationsector',
  legalForm: 'legalform legalstatus companytype organisationtype companycategory rechtsform',
  website: 'website web url websiteurl homepage webaddress webpage websiteaddress internet site',
  contactName: `contactname contact contactperson maincontact maincontactname keycontact primarycontact nameofcontact
    contactfullname fullname personname person firstname forename givenname lastname surname familyname contactfirstname
    contactlastname contactsurname ansprechpartner kontakt`,
  contactRole: 'jobtitle jobrole contactrole contactposition contactjobtitle contacttitle position role job',
  email: `email emailaddress mail contactemail contactemailaddress mainemail workemail emails mailaddress employeremail
    companyemail emailadresse courriel`,
  phone: `phone telephone tel telno telephoneno telephonenumber phonenumber phoneno contactnumber contactphone
    contacttelephone contacttel mobile mobilenumber telefon landline mainphone workphone`,
};

const bySynonym = new Map<string, { field: ImportField; rank: number }>();
for (const [field, words] of Object.entries(synonyms))
  for (const [rank, word] of words.split(/\s+/).entries())
    bySynonym.set(word, { field: field as ImportField, rank });

const squash = (header: string): string =>
  header
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    // Nothing that opens another bracket: read once, however many are never closed.
    .replace(/\([^()]*\)|\[[^[\]]*\]/g, '')
    .replace(/[^a-z0-9]/g, '')
    .replace(/^(?:the|your)/, '');

/** The field a header means by its words alone. */
export const fieldOfHeader = (header: string): ImportField | undefined =>
  bySynonym.get(squash(header))?.field;

/** Says nothing but that something is numbered: the register number where such numbers stand below. */
const isBareNumber = (header: string): boolean => /^(?:number|num|no|nr|nummer)$/.test(squash(header));
const isRegisterNumber = (v: string): boolean => /^(?:\d{5,8}|[A-Z]{2}\d{4,6})$/i.test(v);

/**
 * Guesses what each column holds: by its header, then, for headers that say nothing, by what stands in it.
 * `sample` is some rows of the file. A field that is not joined is given to one column only, the surest.
 */
export function guessColumns(headers: string[], sample: string[][]): Mapping {
  const mapping: Mapping = headers.map(() => null);
  const ranked = headers
    .map((header, column) => ({ column, found: bySynonym.get(squash(header)) }))
    .filter((h) => h.found)
    .sort((a, b) => a.found!.rank - b.found!.rank || a.column - b.column);
  const taken = new Set<ImportField>();
  let employers: string | undefined;
  for (const { column, found } of ranked) {
    // "Name" beside "Company" is the person; "Name" beside "Name" is a repeated header.
    const header = squash(headers[column]!);
    const person = header === 'name' && employers !== undefined && employers !== 'name';
    const field = person ? 'contactName' : found!.field;
    if (taken.has(field) && !joinedFields.includes(field)) continue;
    mapping[column] = field;
    taken.add(field);
    if (field === 'name') employers = header;
  }
  const values = headers.map((_, c) => sample.map((row) => (row[c] ?? '').trim()).filter(Boolean));
  // A column called "Contact" is as often an address or a telephone number as a name.
  headers.forEach((_, column) => {
    if (mapping[column] !== 'contactName') return;
    const better =
      share(values[column]!, isEmail) > 0.6
        ? 'email'
        : share(values[column]!, isPhone) > 0.6
          ? 'phone'
          : undefined;
    if (better) mapping[column] = taken.has(better) ? null : better;
  });
  for (const field of mapping) if (field) taken.add(field);
  const unnamed = (column: number) => /^$|^column \d+$/i.test(headers[column]!.trim());
  const byContent = (field: ImportField, fits: (v: string) => boolean, least: number, anyHeader: boolean) => {
    if (taken.has(field)) return;
    let best = { column: -1, share: least };
    values.forEach((v, column) => {
      if (mapping[column] || (!anyHeader && !unnamed(column))) return;
      const s = share(v, fits);
      if (s > best.share) best = { column, share: s };
    });
    if (best.column < 0) return;
    mapping[best.column] = field;
    taken.add(field);
  };
  byContent('postcode', isPostcode, 0.6, true);
  byContent('email', isEmail, 0.6, true);
  byContent('companyNumber', isCompanyNumber, 0.6, false);
  byContent('website', isWebsite, 0.6, false);
  byContent('size', isSize, 0.6, false);
  byContent('name', isOrganisation, 0.3, true);
  if (taken.has('name') && !taken.has('companyNumber')) {
    const column = headers.findIndex(
      (header, c) => !mapping[c] && isBareNumber(header) && share(values[c]!, isRegisterNumber) > 0.6,
    );
    if (column >= 0) mapping[column] = 'companyNumber';
  }
  return mapping;
}
