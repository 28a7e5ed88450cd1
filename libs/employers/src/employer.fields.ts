/**
 * The fields of an employer, each said once: what is typed for it, what the API answers, what partners see, which columns of
 * a list feed it. EmployerInput, the columns that may change, the reading of a list, merging, `fields` of the facts and the
 * API's answer follow from here; words and controls stand in `employer.labels.ts` of the web app. A column of the entity
 * that is not declared here does not compile.
 */
import { z } from 'zod';
import type { Employer } from './employer.entity.js';
import { registers, sectors } from './employer.rules.js';
import { type CellDoubt, readSicCodes, readWebsite } from './field-cell.rules.js';

/** Columns that are no fields: no person types them and no list brings them. */
type RecordColumn =
  | 'id'
  | 'areaId'
  | 'stage'
  | 'stageSince'
  | 'source'
  | 'closedAt'
  | 'mergedInto'
  | 'importRunId'
  | 'createdAt';
export type EmployerField = Exclude<keyof Employer, RecordColumn>;

interface Common<V> {
  /** What is typed in a form or sent to the API, and the value it means. Left out: nobody types it. */
  input?: z.ZodType<V>;
  /** What the API answers. Left out: the program's own. */
  answer?: z.ZodType;
  /** Partners see it too (access matrix, `employer.shared`): whole, or what the function leaves of it. */
  shared?: true | ((value: V) => V);
}

/** Kept as it is said: tidied when typed, read from the column of its own name, merged like every other such field. */
interface Plain<V> extends Common<V> {
  kind: 'plain';
  /** What it holds while nothing is known. */
  empty: V;
  /** Headers of lists that mean it, as `squash` writes them, the surer ones first. Left out: no list brings it. */
  headers?: string;
  /** Several columns may fill it together, with this between them. */
  joint?: string;
  /** Most characters of it; a longer cell is cut there. */
  most?: number;
  /** Its value out of a cell; without, the text as it stands. */
  read?: (text: string, doubt: CellDoubt) => V;
}

/** One that is read, checked or merged by rules of its own. */
interface Ruled<V> extends Common<V> {
  kind: 'ruled';
  /** The file with those rules. */
  rules: string;
  /** The columns of a list that feed it, each with the headers that mean it. */
  columns?: Record<string, string>;
}

/** One that follows from another and is never said by itself. */
interface Follower<V> extends Common<V> {
  kind: 'follows';
  from: EmployerField;
}

type Declared<V> = Plain<V> | Ruled<V> | Follower<V>;

const keys = <K extends string>(of: Record<K, unknown>) => Object.keys(of) as [K, ...K[]];
const typed = (most: number) => z.string().max(most, `Use at most ${most} characters`).default('');
const said = z.string().nullable();
const listed = <K extends string>(of: Record<K, unknown>) =>
  z
    .union([z.literal(''), z.enum(keys(of))], 'Choose one of those listed')
    .default('')
    .transform((value) => value || null);
const NAME = 'Enter the name of the employer';
const PEOPLE = 'Enter the number of people as a whole number from 0 to 5,000,000';

/** A plain field of text with at most so many characters. */
const text = <const O extends Partial<Plain<string | null>>>(most: number, options: O) => ({
  kind: 'plain' as const,
  empty: null,
  most,
  input: typed(most).transform((value) => value || null),
  answer: said,
  ...options,
});

export const employerFields = {
  name: {
    kind: 'ruled',
    rules: 'import-row.rules, merge.rules: an earlier name stays a trading name',
    input: z.string(NAME).min(1, NAME).max(300, 'Use at most 300 characters'),
    answer: z.string(),
    shared: true,
    columns: {
      name: `employername employer companyname company organisationname organisation organizationname organization orgname
        org businessname business firmname firm firma firmenname unternehmen nameoforganisation nameoforganization
        nameofemployer nameofcompany nameofbusiness registeredname legalname accountname account clientname client customername
        customer membername memberorganisation member employersname companyororganisation entreprise empresa unternehmensname
        nameoforg name`,
      currentName: 'currentname namenow newname currentemployername latestname',
    },
  },
  nameKey: { kind: 'follows', from: 'name' },
  tradingNames: {
    kind: 'ruled',
    rules: 'import-row.rules, merge.rules',
    input: typed(1000).transform((names) => names.split('\n')),
    answer: z.array(z.string()),
    shared: true,
    columns: {
      tradingName: 'tradingname tradingas tradingnames ta alsoknownas aka othername othernames knownas brand',
    },
  },
  tradingKeys: { kind: 'follows', from: 'tradingNames' },
  register: {
    kind: 'ruled',
    rules: 'register-number.rules',
    input: listed(registers),
    answer: said,
  },
  registerNumber: {
    kind: 'ruled',
    rules: 'register-number.rules, merge.rules: only where there is none',
    input: typed(20).transform((number) => number || null),
    answer: said,
    columns: {
      companyNumber: `companynumber companyno companynum companyregno companyregnumber companyregistrationnumber
        companyregistrationno companyregistration companyregisterednumber registrationnumber registrationno regno regnumber
        registeredno registerednumber registerednum crn companieshousenumber companieshouseno companieshouse chnumber chno
        cono conumber companyhousenumber handelsregisternummer handelsregister registernumber registerno
        registernummer registernr hrb hrbnummer hrbnr`,
      charityNumber: `charitynumber charityno charityregno charityregistrationnumber registeredcharitynumber
        registeredcharityno charitycommissionnumber charityregnumber`,
    },
  },
  legalForm: text(100, {
    headers: 'legalform legalstatus companytype organisationtype companycategory rechtsform',
  }),
  sector: {
    kind: 'ruled',
    rules: 'sector.rules, merge.rules: a guess fills only',
    input: listed(sectors),
    answer: said,
    shared: true,
    columns: { sector: 'sector sectortype employersector organisationsector' },
  },
  headcount: {
    kind: 'ruled',
    rules: 'size.rules, merge.rules: a range does not replace a number in it',
    input: z
      .union(
        [z.literal(''), z.string().regex(/^\d{1,9}$/, PEOPLE), z.number().int(PEOPLE).min(0, PEOPLE)],
        PEOPLE,
      )
      .default('')
      .transform((people) => (people === '' ? null : Number(people)))
      .refine((people) => people === null || people <= 5_000_000, PEOPLE),
    answer: z.number().nullable(),
    columns: {
      size: `employersize companysize organisationsize size staff people employees numberofemployees noofemployees
        numemployees nrofemployees employeenumbers employeecount employeesnumber headcount fte ftes workforce staffnumbers
        staffcount noofstaff numberofstaff staffno mitarbeiter totalemployees totalstaff sizeband employeeband noemployees
        numberemployed peopleemployed numberofpeople effectif beschaftigte beschaeftigte beschaftigtenzahl
        beschaeftigtenzahl anzahlmitarbeiter anzahlbeschaftigte anzahlbeschaeftigte mitarbeiterzahl mitarbeiteranzahl
        emps hdcnt`,
    },
  },
  /** Nobody types it, a list does say it; a headcount ends it. */
  reportedSize: { kind: 'ruled', rules: 'size.rules, merge.rules', answer: said },
  sizeBand: { kind: 'follows', from: 'headcount', answer: said, shared: true },
  peopleFrom: { kind: 'follows', from: 'headcount' },
  address: text(1000, {
    input: typed(1000).transform((value) => value.replace(/\n+/g, ', ') || null),
    joint: ', ',
    headers: `address addressline address1 address2 address3 address4 addressline1 addressline2 addressline3 addressline4
      street streetaddress addr addr1 addr2 addr3 registeredaddress registeredoffice adresse strasse postaladdress fulladdress
      siteaddress companyaddress employeraddress businessaddress officeaddress anschrift add1 add2 add3 add4`,
  }),
  /** Where none is said, the one the address and the postcode give (geography). */
  town: text(100, {
    headers: 'town city posttown towncity citytown townorcity ort stadt locality ville',
  }),
  postcode: {
    kind: 'ruled',
    rules: 'postcode.rules, geography, merge.rules: the town moves with it',
    input: typed(12).transform((postcode) => postcode || null),
    answer: said,
    shared: (postcode) => postcode?.split(' ')[0] ?? null,
    columns: {
      postcode: 'postcode postcodes pc pcode postalcode zip zipcode plz postcd postleitzahl codepostal',
    },
  },
  authorityCode: { kind: 'follows', from: 'postcode', answer: said },
  authorityName: { kind: 'follows', from: 'postcode', answer: said },
  region: { kind: 'follows', from: 'postcode', answer: said },
  geoDate: { kind: 'follows', from: 'postcode', answer: said },
  sicCodes: {
    kind: 'plain',
    empty: [],
    answer: z.array(z.string()),
    headers: 'siccodes siccode sic sic2007 sic07 siccodes2007 siccode2007 sic1 sicnumber',
    read: readSicCodes,
  },
  website: text(300, {
    headers: 'website web url websiteurl homepage webaddress webpage websiteaddress internet site',
    read: readWebsite,
  }),
} as const satisfies { [K in EmployerField]: Declared<Employer[K]> };

type Fields = typeof employerFields;
/** Fields with `Shape` in their declaration. */
type FieldsWith<Shape> = { [K in EmployerField]: Fields[K] extends Shape ? K : never }[EmployerField];

export type PlainField = FieldsWith<{ kind: 'plain' }>;
export type FollowingField = FieldsWith<{ kind: 'follows' }>;
/** Plain fields that lists bring, each in the column of its own name. */
export type PlainListField = FieldsWith<{ kind: 'plain'; headers: string }>;
/** Columns of lists that feed an employer's fields. */
export type EmployerColumn =
  | PlainListField
  | {
      [K in EmployerField]: Fields[K] extends { columns: infer C } ? keyof C & string : never;
    }[EmployerField];

/** What may be said about an employer: every field that does not follow from another. */
export type EmployerInput = { name: string /** In words; default "Added by hand". */; source?: string } & {
  [K in Exclude<EmployerField, FollowingField | 'name'>]?: Employer[K];
};
export type EmployerChange = Partial<Pick<Employer, EmployerField>>;

const entries = Object.entries(employerFields) as [EmployerField, Declared<unknown>][];
const namesWhere = <K extends EmployerField>(fits: (field: Declared<unknown>) => boolean): readonly K[] =>
  entries.filter(([, field]) => fits(field)).map(([name]) => name as K);

/** Every field in the order above; all of them may change after an employer is there. */
export const fieldNames = namesWhere(() => true);
/** Fields that are said, by a person or a list, and do not follow from another. */
export const saidFields = namesWhere((field) => field.kind !== 'follows');
export const plainFields = namesWhere<PlainField>((field) => field.kind === 'plain');
export const plainListFields = namesWhere<PlainListField>(
  (field) => field.kind === 'plain' && !!field.headers,
);

/** The headers that mean each column. */
export const employerHeaders = Object.fromEntries(
  entries.flatMap(([name, field]) =>
    field.kind === 'plain'
      ? field.headers
        ? [[name, field.headers]]
        : []
      : field.kind === 'ruled'
        ? Object.entries(field.columns ?? {})
        : [],
  ),
) as Record<EmployerColumn, string>;

/** How a plain field is read and what stands in for nothing. */
export const plainField = (name: PlainField): Plain<Employer[PlainField]> =>
  employerFields[name] as Plain<Employer[PlainField]>;

type TypedField = FieldsWith<{ input: z.ZodType }>;
/** Adding or changing an employer, field by field as it is typed; a page and the API share it. Empty: nothing known. */
export const typedFields = Object.fromEntries(
  entries.flatMap(([name, { input }]) => (input ? [[name, input]] : [])),
) as { [K in TypedField]: Fields[K] extends { input: infer S } ? S : never };

/** What the API answers of the fields; those partners do not see may be missing. */
export const answeredFields = Object.fromEntries(
  entries.flatMap(([name, { answer, shared }]) =>
    answer ? [[name, shared ? answer : answer.optional()]] : [],
  ),
) as { [K in FieldsWith<{ answer: z.ZodType }>]: z.ZodType };

/** The fields of an employer that leave the program, whole or as partners see them. */
export const visibleFields = (employer: Employer, partner: boolean): Partial<Pick<Employer, EmployerField>> =>
  Object.fromEntries(
    entries.flatMap(([name, { answer, shared }]) => {
      if (!answer || (partner && !shared)) return [];
      const value = employer[name];
      return [[name, partner && typeof shared === 'function' ? shared(value) : value]];
    }),
  );

/** Whether partners see all of a field. */
export const isShared = (name: EmployerField): boolean =>
  (employerFields[name] as Declared<unknown>).shared === true;
