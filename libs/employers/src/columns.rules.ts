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
import { type EmployerColumn, employerHeaders, plainField, plainListFields } from './employer.fields.js';

/** Columns about a person at the employer, with the headers that mean them. */
const contactHeaders = {
  contactName: `contactname contact contactperson maincontact maincontactname keycontact primarycontact nameofcontact
    contactfullname fullname personname person firstname forename givenname lastname surname familyname contactfirstname
    contactlastname contactsurname ansprechpartner kontakt`,
  contactRole: 'jobtitle jobrole contactrole contactposition contactjobtitle contacttitle position role job',
  email: `email emailaddress mail contactemail contactemailaddress mainemail workemail emails mailaddress employeremail
    companyemail emailadresse courriel`,
  phone: `phone telephone tel telno telephoneno telephonenumber phonenumber phoneno contactnumber contactphone
    contacttelephone contacttel mobile mobilenumber telefon landline mainphone workphone`,
};

/** What a column of a list can hold. */
export type ImportField = EmployerColumn | keyof typeof contactHeaders;
/** Per column of the file the field it fills, or null: left out. */
export type Mapping = (ImportField | null)[];

/** Headers that mean a field, written as `squash` writes them; the surer ones stand first. */
const synonyms: Record<ImportField, string> = { ...employerHeaders, ...contactHeaders };

/** Every field a column can be said to hold. */
export const importFields = Object.keys(synonyms) as readonly ImportField[];

/** Whether several columns may fill a field together: address lines, first and last name. */
export const isJoined = (field: ImportField): boolean =>
  field === 'contactName' || plainListFields.some((name) => name === field && plainField(name).joint);

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
    if (taken.has(field) && !isJoined(field)) continue;
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
