import { DateTime } from 'luxon';
import { count, LONDON, london } from '../format.js';
import type { RetentionStep } from './retention-step.repository.js';

/** Why personal data are held: `purposes` of the access design. `basis`: said where the area's own lawful basis is not it. */
export const PURPOSES = {
  employers: { text: 'Finding and supporting employers' },
  charter: { text: 'The charter: who signed for an employer, and its reviews' },
  training: { text: 'Training and events: who has a place, and who booked it' },
  surveys: { text: 'Surveys: what employers answered' },
  mail: { text: 'Sending email, and knowing whether it arrived' },
  objections: {
    text: 'Keeping to what people do not want',
    basis: 'A duty in law: honouring an objection (UK GDPR, article 6(1)(c))',
  },
  security: {
    text: 'Security, and showing who did what',
    basis: 'The area’s lawful basis, and the duty to keep data secure (UK GDPR, article 6(1)(c))',
  },
} as const satisfies Record<string, { text: string; basis?: string }>;
export type Purpose = keyof typeof PURPOSES;

/** How long the data of a table are there. */
export type Kept =
  /** As these retention records say, by name. */
  | { records: readonly string[] }
  /** It goes by itself as part of the work, e.g. when the person signs out; a sentence. */
  | { goes: string }
  /** Nothing takes it away; why, a sentence. */
  | { stays: string };

/** What a table holds of people. */
export interface PersonalData {
  table: string;
  purpose: Purpose;
  /** Whose data, e.g. "Contacts of employers", and which. */
  who: string;
  data: string;
  kept: Kept;
  /** What erasing a person does to it, a sentence. */
  erasing: string;
}

/** So many calendar months, or so many days. */
export type Period = { months: number } | { days: number };
export const unitOf = (period: Period): 'months' | 'days' => ('months' in period ? 'months' : 'days');
export const lengthOf = (period: Period): number => ('months' in period ? period.months : period.days);
export const periodOf = (unit: 'months' | 'days', length: number): Period =>
  unit === 'months' ? { months: length } : { days: length };

/** One kind of record and how long it is kept: what the nightly run does, the pages of settings and the notice say. */
export interface RetentionRecord {
  /** Permanent: rows name it. */
  name: string;
  /** What it is, e.g. "Contacts nobody was in touch with". */
  title: string;
  /** What the time counts from, as the end of "… after", e.g. "the session". */
  from: string;
  /** Of an area, each with its own period; or of the installation, whose administrators set it. */
  of: 'area' | 'installation';
  /** The time while nobody has said otherwise, and between which it may be set; equal: it may not. All in one unit. */
  period: Period;
  least: number;
  most: number;
  /** What becomes of it then, a sentence without a stop, e.g. "The name is removed; that a place was taken still counts". */
  outcome: string;
  /** Why so long, a short sentence without a stop. */
  because: string;
  /** What is done, table by table, in this order. */
  steps: readonly RetentionStep[];
  /** What goes because nothing needs it any more after the rest has gone: after each run, not announced by itself. */
  follows?: true;
}

const tables = new Map<string, PersonalData>();
const records = new Map<string, RetentionRecord>();

/** Declares what tables of a lib hold of people. Throws when a table is declared twice. */
export function declarePersonalData(...all: readonly PersonalData[]): void {
  for (const one of all) {
    if (tables.has(one.table)) throw new Error(`The personal data of ${one.table} are declared twice`);
    tables.set(one.table, one);
  }
}

/** Declares how long a kind of record is kept. Throws when the name is taken or the period is not within its limits. */
export function defineRetention(record: RetentionRecord): RetentionRecord {
  if (records.has(record.name)) throw new Error(`The retention of ${record.name} is declared twice`);
  const length = lengthOf(record.period);
  if (!(record.least <= length && length <= record.most))
    throw new Error(`The period of ${record.name} is not within its limits`);
  records.set(record.name, record);
  return record;
}

/** Every table that holds data of people, of the libs that are loaded. */
export const personalData: ReadonlyMap<string, PersonalData> = tables;

/** Every kind of record with a time after which something is done, in the order in which it is done. */
export const retentionRecords: ReadonlyMap<string, RetentionRecord> = records;

/** The instant by which a thing must have happened so that a period is over at the beginning of a London day. */
export const cutoffOf = (period: Period, day: string): Date =>
  DateTime.fromISO(day, { zone: LONDON }).minus(period).startOf('day').toJSDate();

/** The London day at whose beginning a period since an instant is over. */
export const overOn = (period: Period, at: Date): Date =>
  london(at).startOf('day').plus(period).plus({ days: 1 }).toJSDate();

/** "24 months", "1 day" */
export const periodWords = (period: Period): string =>
  'months' in period ? count(period.months, 'month', 'months') : count(period.days, 'day', 'days');
