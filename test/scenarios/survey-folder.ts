import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import { projectPath, ZONE } from '#platform';
import {
  type AnalysisAnswer,
  type AnalysisEmployer,
  type AnalysisInput,
  type AnalysisWave,
  type Answer,
  checkedInstrument,
  choicesOf,
  DONT_KNOW,
  type Instrument,
  type Item,
  itemsOf,
} from '#surveys';
import { Unreadable } from './kind.js';

interface WaveEntry {
  id: string;
  file: string;
  opens: string;
  closes: string;
  countedUntil?: string;
}

/**
 * Reads a survey laid out as a folder, for `analyse`:
 *
 * - `waves.json`: `{ instrument, version, timezone?, waves: [{ id, file?, opens?, closes, countedUntil? }] }`, waves taken
 *   by the day they open (or close);
 * - `employers.csv`: employer_id, merged_into, sector, size_band, local_authority, and per wave `invited_<wave>` (yes or
 *   no; without the column all but those closed or objecting were) and `reason_<wave>`;
 * - one CSV a wave (`<wave>.csv` when `file` is not given): answer_id, employer_id, respondent_id, designated, status
 *   (complete or partial), submitted_at, and a column per item, several choices parted by `;`.
 *
 * Columns may stand in any order, others are ignored, optional ones may be missing. Instants without an offset are in the
 * folder's time zone. The instrument is looked for in the folder, then among those shipped. Throws Unreadable.
 */
export function readFolder(folder: string): AnalysisInput {
  const listed = readWaves(folder);
  const instrument = findInstrument(folder, listed.instrument, listed.version);
  const employers = readTable(folder, 'employers.csv', ['employer_id']).map((row) =>
    employerOf(row, listed.waves),
  );
  const ids = new Set<string>();
  for (const { id } of employers) {
    if (ids.has(id)) throw new Unreadable(`employers.csv lists ${id} twice.`);
    ids.add(id);
  }
  const waves = listed.waves.map(
    (wave): AnalysisWave => ({
      id: wave.id,
      opens: wave.opens,
      closes: wave.closes,
      countedUntil: wave.countedUntil ?? null,
      timezone: listed.timezone,
      rows: readTable(folder, wave.file, ['employer_id']).map((row) => {
        const answer = answerOf(instrument, row, listed.timezone);
        if (!ids.has(answer.employerId)) row.fail('employer_id', 'is not in employers.csv');
        return answer;
      }),
    }),
  );
  return { instrument, employers, waves };
}

function readWaves(folder: string) {
  const json = readJson(folder, 'waves.json') as Record<string, unknown>;
  const fail = (what: string): never => {
    throw new Unreadable(`waves.json: ${what}`);
  };
  const { instrument, version = 1, timezone = ZONE, waves } = json;
  if (typeof instrument !== 'string') return fail('instrument should be the name of one');
  if (typeof version !== 'number') return fail('version should be a number');
  if (typeof timezone !== 'string' || !DateTime.local({ zone: timezone }).isValid)
    return fail('timezone should be one such as Europe/London');
  if (!Array.isArray(waves) || !waves.length) return fail('waves should list at least one wave');
  const read = waves.map((wave: Record<string, unknown>): WaveEntry => {
    if (typeof wave?.['id'] !== 'string' || !wave['id']) return fail('each wave should have an id');
    const id = wave['id'];
    const day = (name: string) => {
      const text = wave[name];
      if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text) || !DateTime.fromISO(text).isValid)
        return fail(`${name} of ${id} should be a day such as 2026-09-21`);
      return text;
    };
    const file = wave['file'] ?? `${id}.csv`;
    if (typeof file !== 'string' || /[\\/]/.test(file))
      return fail(`file of ${id} should be a file of this folder`);
    return {
      id,
      file,
      opens: wave['opens'] ? day('opens') : day('closes'),
      closes: day('closes'),
      ...(wave['countedUntil'] ? { countedUntil: day('countedUntil') } : {}),
    };
  });
  if (new Set(read.map((w) => w.id)).size < read.length) return fail('two waves have the same id');
  return { instrument, version, timezone, waves: read };
}

/** The folder's own file of that instrument and version, or else the shipped one; checked either way. */
function findInstrument(folder: string, name: string, version: number): Instrument {
  const own = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'waves.json');
  const shipped = projectPath('libs/surveys/data/instruments');
  const places = [
    ...own.map((file) => [folder, file] as const),
    ...readdirSync(shipped).map((file) => [shipped, file] as const),
  ];
  for (const [place, file] of places) {
    const json = readJson(place, file) as Partial<Instrument> | null;
    if (json?.instrument === name && json.version === version && json.sections)
      return checkedInstrument(json);
  }
  throw new Unreadable(
    `There is no instrument ${name} version ${version}, neither in the folder nor in the program.`,
  );
}

function readJson(folder: string, file: string): unknown {
  try {
    return JSON.parse(readText(folder, file));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`${file} is not JSON: ${(error as Error).message}`);
  }
}

function readText(folder: string, file: string): string {
  const path = join(folder, file);
  if (!existsSync(path)) throw new Unreadable(`${file} is missing in ${folder}.`);
  return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
}

/** A row of a table: cells by column, trimmed, empty where there is no such column. */
interface Row {
  get(column: string): string;
  has(column: string): boolean;
  fail(column: string, problem: string): never;
}

function readTable(folder: string, file: string, needed: string[]): Row[] {
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(readText(folder, file), {
      columns: (header: string[]) => header.map((name) => name.trim()),
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count: true,
      trim: true,
      info: true,
    }) as unknown as typeof rows;
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`${file} cannot be read: ${(error as Error).message}`);
  }
  return rows.map(({ record, info }) => {
    const row: Row = {
      get: (column) => record[column] ?? '',
      has: (column) => column in record,
      fail: (column, problem) => {
        throw new Unreadable(`${file} line ${info.lines}: ${column} "${record[column] ?? ''}" ${problem}`);
      },
    };
    for (const column of needed) if (!row.get(column)) row.fail(column, 'is needed');
    return row;
  });
}

const YES = new Set(['yes', 'y', 'true', '1']);
const NO = new Set(['', 'no', 'n', 'false', '0']);

function yes(row: Row, column: string): boolean {
  const text = row.get(column).toLowerCase();
  if (!YES.has(text) && !NO.has(text)) row.fail(column, 'should be yes or no');
  return YES.has(text);
}

/** Who closed or objected is not invited, unless a column says otherwise. */
const isNotAsked = (reason: string | null): boolean => reason === 'closed' || reason === 'objected';

function employerOf(row: Row, waves: readonly WaveEntry[]): AnalysisEmployer {
  return {
    id: row.get('employer_id'),
    mergedInto: row.get('merged_into') || null,
    sector: row.get('sector') || null,
    sizeBand: row.get('size_band') || null,
    localAuthority: row.get('local_authority') || null,
    waves: Object.fromEntries(
      waves.map(({ id }) => {
        const column = `invited_${id}`;
        const reason = row.get(`reason_${id}`) || null;
        const invited = row.has(column) ? yes(row, column) : !row.get('merged_into') && !isNotAsked(reason);
        return [id, { invited, reason }];
      }),
    ),
  };
}

function answerOf(instrument: Instrument, row: Row, zone: string): AnalysisAnswer {
  const status = row.get('status').toLowerCase() || 'complete';
  if (status !== 'complete' && status !== 'partial') row.fail('status', 'should be complete or partial');
  const complete = status === 'complete';
  const answers: Record<string, Answer> = {};
  for (const item of itemsOf(instrument)) {
    const text = row.get(item.id);
    if (text) answers[item.id] = cellOf(instrument, item, text, row);
  }
  return {
    employerId: row.get('employer_id'),
    respondentId: row.get('respondent_id') || null,
    designated: yes(row, 'designated'),
    complete,
    submittedAt: instantOf(row, zone, complete),
    role: row.get('role') || null,
    answers,
  };
}

function instantOf(row: Row, zone: string, needed: boolean): Date | null {
  const text = row.get('submitted_at');
  if (!text && !needed) return null;
  const at = DateTime.fromISO(text.replace(' ', 'T'), { zone });
  if (!at.isValid)
    return needed ? row.fail('submitted_at', 'should be an instant such as 2026-09-02T12:18:00Z') : null;
  return at.toJSDate();
}

/** An answer from its cell. A value the item does not know is refused: a wrong figure is worse than none. */
function cellOf(instrument: Instrument, item: Item, text: string, row: Row): Answer {
  const known = choicesOf(instrument, item).map((c) => c.value);
  const choice = (value: string) =>
    known.includes(value)
      ? value
      : row.fail(item.id, `should be ${item.type === 'multi' ? 'some' : 'one'} of ${known.join(', ')}`);
  switch (item.type) {
    case 'single':
      return choice(text);
    case 'multi':
      return [
        ...new Set(
          text
            .split(';')
            .map((part) => part.trim())
            .filter(Boolean),
        ),
      ].map(choice);
    case 'scale': {
      if (item.dontKnow && text.toLowerCase() === DONT_KNOW) return DONT_KNOW;
      const points = item.points!.map((p) => p.value);
      if (points.includes(Number(text))) return Number(text);
      return row.fail(item.id, `should be one of ${points.join(', ')}${item.dontKnow ? ' or dk' : ''}`);
    }
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : row.fail(item.id, 'should be a number');
    default:
      return text;
  }
}
