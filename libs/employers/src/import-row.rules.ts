import { unguarded } from '#documents';
import { isEmail } from '#platform';
import type { ImportField, Mapping } from './columns.rules.js';
import { MOST_COLUMNS } from './csv.rules.js';
import type { Employer } from './employer.entity.js';
import { type PlainField, plainField, plainFields, plainListFields } from './employer.fields.js';
import type { Register, Sector } from './employer.rules.js';
import type { Geography } from './geography.js';
import type { Described } from './matching/identity.rules.js';
import { nameKey } from './matching/name-key.rules.js';
import { isNothing } from './nothing.rules.js';
import { quoted, shortened } from './quoted.rules.js';
import { readCharityNumber, readRegisterNumber } from './register-number.rules.js';
import { readSector } from './sector.rules.js';
import { readSize, type SizeReading } from './size.rules.js';

/** Something to know about a row, in plain English. A doubt does not keep the row out. */
export interface RowProblem {
  field: ImportField | 'row';
  text: string;
  doubt: boolean;
}

/** A row as the file or the store gives it. */
export interface SourceRow {
  line: number;
  cells: string[];
  unclosed?: boolean;
}

/** The fields that are kept as the row says them. */
type PlainValues = Pick<Employer, PlainField>;

export interface RowContact {
  name: string;
  jobRole: string | null;
  email: string | null;
  phone: string | null;
}

/** What a row says about an employer; null (or an empty list) where it says nothing. */
export interface RowValues extends PlainValues, Omit<SizeReading, 'doubt' | 'wrong'> {
  name: string;
  tradingNames: string[];
  /** Key of the name, then of the other names. */
  nameKeys: string[];
  register: Register | null;
  registerNumber: string | null;
  sector: Sector | null;
  /** The sector was inferred, not said. */
  sectorGuessed: boolean;
  postcode: string | null;
  outward: string | null;
  contact: RowContact | null;
}

export interface CheckedRow {
  line: number;
  values: RowValues;
  problems: RowProblem[];
  /** Cannot go in. */
  rejected: boolean;
}

const NAME_LIMIT = 300;
const TEXT_LIMIT = 1000;

/**
 * Blanks folded, control characters out; a line break inside a cell becomes `joint`. Formulas stay as they stand: text; the
 * apostrophe that keeps one from being run, in lists that were taken out of here, goes.
 */
const clean = (cell: string, joint = ' '): string =>
  unguarded(cell)
    .replace(/\s+/g, (blanks) => (/[\r\n]/.test(blanks) ? joint : ' '))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to go
    .replace(/[\u0000-\u001F\u007F\u200B\uFEFF]+/g, ' ')
    .replace(/[\s\u00A0]+/g, ' ')
    .trim();

/** Reads one row with the mapping of its list, and says in plain English what is wrong or doubtful. Pure. */
export function checkRow(row: SourceRow, mapping: Mapping, geography: Geography): CheckedRow {
  const problems: RowProblem[] = [];
  const doubt = (field: RowProblem['field'], text: string) => problems.push({ field, text, doubt: true });
  const wrong = (field: RowProblem['field'], text: string) => problems.push({ field, text, doubt: false });
  checkShape(row, mapping, wrong, doubt);

  const all = (field: ImportField, joint: string): string =>
    mapping
      .map((f, i) => (f === field ? clean(row.cells[i] ?? '', joint) : ''))
      .filter((text) => text && !isNothing(text))
      .join(joint);
  const one = (field: ImportField): string => all(field, ' ');
  const cut = (field: ImportField, joint = ' ', most = TEXT_LIMIT): string | null => {
    const text = all(field, joint);
    if (text.length <= most) return text || null;
    doubt(field, `This cell has more than ${most} characters; cut there.`);
    return text.slice(0, most);
  };

  const names = readNames(one('name'), one('currentName'), one('tradingName'), wrong);
  const number = readRegisterNumber(one('companyNumber'));
  if (number.kind === 'wrong') wrong('companyNumber', number.reason);
  if (number.kind === 'left-out') doubt('companyNumber', number.doubt);
  if (number.kind === 'number' && number.doubt) doubt('companyNumber', number.doubt);
  const charity = readCharityNumber(one('charityNumber'));
  if (charity.kind === 'wrong') doubt('charityNumber', charity.reason);
  const place = geography.read(one('postcode'));
  if (place.kind === 'wrong') wrong('postcode', place.reason);
  if (place.kind === 'overseas')
    doubt('postcode', `${quoted(place.postcode)} is not a UK postcode; kept as it stands.`);
  if (place.kind === 'partial') doubt('postcode', `${quoted(place.postcode)} is only part of a postcode.`);
  if (place.kind === 'missing' && mapping.includes('postcode'))
    doubt('postcode', 'No postcode: authority and region are not known.');
  const size = readSize(one('size'));
  if (size.wrong) wrong('size', size.wrong);
  if (size.doubt) doubt('size', size.doubt);
  const plain = Object.fromEntries(plainFields.map((name) => [name, plainField(name).empty])) as PlainValues;
  for (const name of plainListFields) {
    const { joint, most, read } = plainField(name);
    const value = read ? read(all(name, joint ?? ' '), (text) => doubt(name, text)) : cut(name, joint, most);
    Object.assign(plain, { [name]: value });
  }
  const sector = readSector(one('sector'), {
    sicCodes: plain.sicCodes,
    isCharity: charity.kind === 'number',
    name: names.name,
  });
  if (sector.doubt) doubt('sector', sector.doubt);

  const outward = 'outward' in place ? place.outward : null;
  const { doubt: _, wrong: __, ...sizes } = size;
  const values: RowValues = {
    ...plain,
    ...names,
    ...sizes,
    register: number.kind === 'number' ? 'company' : charity.kind === 'number' ? charity.register : null,
    registerNumber:
      number.kind === 'number' ? number.number : charity.kind === 'number' ? charity.number : null,
    sector: sector.sector,
    sectorGuessed: sector.guessed,
    postcode: 'postcode' in place && place.kind !== 'wrong' ? place.postcode : null,
    outward,
    contact: readContact(one('contactName'), cut('contactRole'), one('email'), cut('phone'), wrong, doubt),
  };
  return { line: row.line, values, problems, rejected: problems.some((p) => !p.doubt) };
}

/** What a row says of which employer it means. */
export const describedBy = (values: RowValues): Described => ({
  names: [values.name, ...values.tradingNames],
  registerKey: values.register && `${values.register}:${values.registerNumber}`,
  postcode: values.postcode,
  address: [values.address, values.town].filter(Boolean).join(', '),
  website: values.website,
  emails: values.contact?.email ? [values.contact.email] : [],
  phones: values.contact?.phone ? [values.contact.phone] : [],
});

type Note = (field: RowProblem['field'], text: string) => void;

function checkShape(row: SourceRow, mapping: Mapping, wrong: Note, doubt: Note): void {
  if (row.unclosed) wrong('row', 'A quotation mark is opened in this row and never closed.');
  const width = mapping.length;
  if (row.cells.slice(width).some((cell) => clean(cell)))
    wrong(
      'row',
      `This row has ${row.cells.length > MOST_COLUMNS ? `more than ${MOST_COLUMNS}` : row.cells.length} cells where the header has ${width}: a cell with the delimiter in it may lack its quotation marks.`,
    );
  if (row.cells.length < width)
    doubt('row', `This row has only ${row.cells.length} of ${width} cells; the rest is taken as empty.`);
}

function readNames(reported: string, current: string, trading: string, wrong: Note) {
  const name = current || reported;
  if (!/[\p{L}\p{N}]/u.test(name)) wrong('name', 'The employer’s name is missing.');
  else if (name.length > NAME_LIMIT)
    wrong('name', `The name has more than ${NAME_LIMIT} characters: a quotation mark may be missing.`);
  const key = nameKey(name.slice(0, NAME_LIMIT));
  const others = new Map<string, string>();
  // Several stand in one cell with a semicolon between them, as in lists that were taken out of here.
  for (const other of [current ? reported : '', ...trading.split(/\s*;\s*/)])
    if (other && other.length <= NAME_LIMIT && nameKey(other) !== key) others.set(nameKey(other), other);
  return { name, tradingNames: [...others.values()], nameKeys: [key, ...others.keys()] };
}

function readContact(
  name: string,
  jobRole: string | null,
  emails: string,
  phone: string | null,
  wrong: Note,
  doubt: Note,
): RowContact | null {
  const parts = emails
    .replace(/^mailto:/i, '')
    .split(/[;,\s]+/)
    .filter(Boolean)
    .map((part) => part.replace(/^<|>$/g, ''));
  const email = parts.find(isEmail) ?? null;
  if (emails && !email)
    wrong('email', `${quoted(emails)} is not an email address: it should look like name@example.org.`);
  else if (parts.length > 1) doubt('email', `Several addresses in one cell; ${shortened(email!)} is used.`);
  if (!name && !email && !phone) return null;
  return { name: name.slice(0, 200) || 'General enquiries', jobRole: name ? jobRole : null, email, phone };
}
