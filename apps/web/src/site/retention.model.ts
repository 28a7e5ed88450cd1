import type { KeptRecord } from '#access';
import {
  type Kept,
  lengthOf,
  type PersonalData,
  PURPOSES,
  periodWords,
  personalData,
  plainDate,
  retentionRecords,
  unitOf,
} from '#platform';
import type { RecordOutlook } from '#retention';

/** "24 months after the last call, visit, booking or answer of theirs" */
const keptWords = ({ record, period }: KeptRecord): string =>
  record.follows ? `Until ${record.from}` : `${periodWords(period)} after ${record.from}`;

/** A record as the privacy notice tells it. */
export const noticeRow = (kept: KeptRecord) => ({
  title: kept.record.title,
  kept: keptWords(kept),
  outcome: kept.record.outcome,
});

/** What nothing takes away, a line for each kind of people, for the privacy notice. */
export function keptForGood(): { who: string; text: string }[] {
  const lines = new Map<string, { data: string[]; why: Set<string> }>();
  for (const { who, data, kept } of personalData.values()) {
    if (!('stays' in kept)) continue;
    const line = lines.get(who) ?? { data: [], why: new Set() };
    lines.set(who, line);
    line.data.push(data);
    line.why.add(kept.stays);
  }
  return [...lines].map(([who, { data, why }]) => ({
    who,
    // Of what staff did there are many reasons, which the page of settings has.
    text: `${data.join('; ')}.${why.size === 1 ? ` ${[...why][0]}` : ''}`,
  }));
}

/** A record as a row of its page. `open`: its form is shown. */
export function recordRow(one: RecordOutlook, may: boolean) {
  const { record, period, changed, due } = one;
  return {
    name: record.name,
    title: record.title,
    kept: keptWords(one),
    outcome: record.outcome,
    because: record.because,
    due,
    changed: changed && `Changed by ${changed.by}, ${plainDate(changed.at)}: ${changed.reason}`,
    mayChange: may && record.least < record.most,
    length: String(lengthOf(period)),
    unit: unitOf(period),
    usual: periodWords(record.period),
    least: record.least,
    most: record.most,
    from: record.from,
  };
}

/** What the tables hold, by purpose, for the page. */
export const heldRows = () =>
  Object.entries(PURPOSES).flatMap(([purpose, { text, ...more }]) => {
    const tables = [...personalData.values()].filter((one) => one.purpose === purpose);
    return tables.length ? [{ key: purpose, text, ...more, rows: tables.map(heldRow) }] : [];
  });

const heldRow = ({ table, who, data, kept, erasing }: PersonalData) => ({
  table,
  who,
  data: data.charAt(0).toUpperCase() + data.slice(1),
  kept: heldWords(kept),
  erasing,
});

const heldWords = (kept: Kept): string => {
  if ('stays' in kept) return `Not deleted by itself. ${kept.stays}`;
  if ('goes' in kept) return kept.goes;
  return `See: ${kept.records.map((name) => retentionRecords.get(name)!.title).join('; ')}.`;
};
