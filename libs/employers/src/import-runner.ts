import { setImmediate } from 'node:timers/promises';
import { type Actor, emailKey, newId, type Tx } from '#platform';
import type { Mapping } from './columns.rules.js';
import { knownPeople } from './contact.repository.js';
import type { Employer } from './employer.entity.js';
import { changedByHand, findEmployers } from './employer.repository.js';
import { noNameColumn } from './employers.errors.js';
import type { Geography } from './geography.js';
import type { Decision } from './import.repository.js';
import type { ImportChoice } from './import-row.entity.js';
import {
  type CheckedRow,
  checkRow,
  describedBy,
  type RowValues,
  type SourceRow,
} from './import-row.rules.js';
import type { ImportResult, ImportRun } from './import-run.entity.js';
import { candidatesOf, describedByRecord } from './match.repository.js';
import { type Found, RowMatcher } from './matching/row-matcher.rules.js';
import { type Changes, changesOf, locate, type MergeMode } from './merge.rules.js';

export interface ImportRunnerOptions {
  tx: Tx;
  areaId: string;
  mapping: Mapping;
  geography: Geography;
  now: Date;
  /** What new records say about where they come from. */
  source: string;
  runId: string | null;
  actor: Actor;
  /** Locks the employers that are matched, because the pass is going to change them. */
  lock: boolean;
}

/** What a row comes to. */
export interface RowResult extends Decision {
  row: CheckedRow;
  /** The record it makes, or, when matched, the record as it is now; of a double row the new record it filled. */
  employer?: Employer;
  /** The row brings a person whom the employer does not have yet. */
  addsContact: boolean;
  /** The employer has a primary contact already. */
  hasPrimary: boolean;
}

/** A row with what a person decided about it. */
type Decided = SourceRow & { choice?: ImportChoice | null; chosenId?: string | null };
type Outcome = RowResult & { choice: ImportChoice | null };

/** Rows that are read before others come in between. */
const PAUSE = 10;
/** Employers named where a row may be any of them. */
const MOST_NAMED = 5;

/**
 * One reading of a list, batch by batch, in the order of the file. The preview, the dry run and the import are the same
 * reading; they differ only in what the caller does with the outcomes. `result` adds up as it goes:
 * records = created + matched + rejected + duplicates; updated are some of the matched.
 */
export class ImportRunner {
  readonly result: ImportResult = {
    records: 0,
    created: 0,
    matched: 0,
    updated: 0,
    rejected: [],
    duplicates: [],
  };

  /** Rows that are known by their number although the employer has another name and another postcode. */
  otherNames = 0;
  private readonly matcher = new RowMatcher();
  /** Employers of the batch that is read, for words about them. */
  private names = new Map<string, string>();
  /** Records that this reading makes, by the line of their first row. */
  private readonly made = new Map<number, { employer: Employer; hasContact: boolean; hasNumber: boolean }>();

  constructor(private readonly on: ImportRunnerOptions) {}

  async batch(rows: Decided[]): Promise<RowResult[]> {
    const { tx, areaId, mapping, geography } = this.on;
    const checked: { row: CheckedRow; decided: Decided }[] = [];
    for (const decided of rows) {
      // Two hundred cells may hold a whole file: others come in between.
      if (checked.push({ row: checkRow(decided, mapping, geography), decided }) % PAUSE === 0)
        await setImmediate();
    }
    const said = checked.filter(({ row }) => !row.rejected).map(({ row }) => describedBy(row.values));
    const known = await candidatesOf(tx, areaId, said, {
      broad: false,
      told: (id) => this.matcher.knows(id),
    });
    this.matcher.know(known.map((one) => ({ id: one.id, described: describedByRecord(one) })));
    this.names = new Map(
      known.map(({ id, name, postcode }) => [id, postcode ? `${name} (${postcode})` : name]),
    );
    const outcomes: Outcome[] = [];
    for (const { row, decided } of checked)
      if (outcomes.push(this.decide(row, decided)) % PAUSE === 0) await setImmediate();
    await this.compare(outcomes.filter((o) => o.verdict === 'match'));
    for (const outcome of outcomes) this.count(outcome);
    return outcomes.map(({ choice: _, ...outcome }) => outcome);
  }

  private decide(row: CheckedRow, { choice = null, chosenId = null }: Decided): Outcome {
    const outcome: Outcome = {
      row,
      choice,
      line: row.line,
      verdict: 'new',
      problems: row.problems,
      doubtful: row.problems.some((p) => p.doubt),
      employerId: null,
      duplicateOf: null,
      candidateIds: [],
      changes: null,
      addsContact: false,
      hasPrimary: false,
    };
    if (choice === 'skip') return { ...outcome, verdict: 'skipped' };
    if (row.rejected) return { ...outcome, verdict: 'rejected' };
    const { values } = row;
    const described = describedBy(values);
    const found: Found = this.matcher.find(described);
    if (found.is === 'several' && choice !== 'add') {
      // A person may have said which, and the employer may have gone since.
      if (!chosenId || !found.employerIds.includes(chosenId))
        return { ...outcome, verdict: 'several', candidateIds: found.employerIds };
      this.matcher.take(described, row.line, chosenId);
      return { ...outcome, verdict: 'match', employerId: chosenId, candidateIds: found.employerIds };
    }
    if (found.is === 'one' && choice !== 'add') {
      const { line, employerId } = found.meant;
      // A double row is noted too: the number it brings tells its employer from others of that name.
      this.matcher.take(described, row.line, employerId);
      if (line !== undefined)
        return { ...outcome, ...this.fillMade(line, values), verdict: 'duplicate', duplicateOf: line };
      return { ...outcome, verdict: 'match', employerId };
    }
    // Another employer, says the person; the number stays with the one that has it.
    if (found.is === 'one' && found.byNumber) Object.assign(values, { register: null, registerNumber: null });
    const employer = this.newEmployer(row);
    this.matcher.take(describedBy(values), row.line, employer.id);
    this.made.set(row.line, {
      employer,
      hasContact: values.contact !== null,
      hasNumber: values.registerNumber !== null,
    });
    return { ...outcome, employerId: employer.id, employer, addsContact: values.contact !== null };
  }

  /** Fills what the record of an earlier row leaves empty from a double of that row. A record we had is left as it is. */
  private fillMade(line: number, values: RowValues): Partial<RowResult> {
    const made = this.made.get(line);
    if (!made) return {};
    // A row without a number is found again by name and place alone, so its record keeps the place it was given.
    const said = made.hasNumber ? values : { ...values, postcode: null, outward: null };
    const changes = Object.entries(changesOf(made.employer, said, 'fillEmpty', this.on.geography));
    Object.assign(made.employer, Object.fromEntries(changes.map(([field, { is }]) => [field, is])));
    const addsContact = values.contact !== null && !made.hasContact;
    made.hasContact ||= addsContact;
    return changes.length || addsContact ? { employer: made.employer, addsContact } : {};
  }

  /** Looks the matched employers up and finds what the rows would change in them. */
  private async compare(matched: Outcome[]): Promise<void> {
    if (!matched.length) return;
    const { tx, areaId, geography } = this.on;
    const ids = matched.map((o) => o.employerId!);
    const employers = new Map((await findEmployers(tx, areaId, ids, this.on.lock)).map((e) => [e.id, e]));
    const people = matched.some((o) => o.row.values.contact)
      ? await this.people(ids)
      : new Map<string, Set<string>>();
    const byHand = await changedByHand(tx, areaId, ids);
    for (const outcome of matched) {
      const employer = employers.get(outcome.employerId!)!;
      const changes: Changes = changesOf(
        employer,
        outcome.row.values,
        modeOf(outcome.choice, byHand.has(employer.id)),
        geography,
      );
      const { contact } = outcome.row.values;
      const known = people.get(employer.id);
      outcome.hasPrimary = known?.has('primary') ?? false;
      outcome.addsContact = contact !== null && !known?.has(contactKey(contact));
      if (outcome.addsContact) changes['contact'] = { was: null, is: contact!.name };
      outcome.employer = employer;
      outcome.changes = Object.keys(changes).length ? changes : null;
      if (isOtherName(employer, outcome.row.values)) this.otherNames++;
    }
  }

  private async people(ids: string[]): Promise<Map<string, Set<string>>> {
    const rows = await knownPeople(this.on.tx, this.on.areaId, ids);
    const people = new Map<string, Set<string>>();
    for (const row of rows) {
      const known = people.get(row.employerId) ?? new Set();
      known.add(contactKey(row)).add(contactKey({ name: row.name, email: null }));
      if (row.isPrimary) known.add('primary');
      people.set(row.employerId, known);
    }
    return people;
  }

  private severalWords(ids: readonly string[]): string {
    const names = ids.slice(0, MOST_NAMED).map((id) => this.names.get(id));
    const more = ids.length > names.length ? ` and ${ids.length - names.length} more` : '';
    return `It may be any of ${ids.length} employers on file: ${names.join(', ')}${more}. Say which one under Matches.`;
  }

  private newEmployer(row: CheckedRow): Employer {
    const { nameKeys, outward: _, contact: __, sectorGuessed: ___, ...values } = row.values;
    const [nameKey, ...tradingKeys] = nameKeys;
    return {
      ...values,
      ...locate(row.values, this.on.geography),
      id: newId(),
      areaId: this.on.areaId,
      nameKey: nameKey!,
      tradingKeys,
      stage: 'identified',
      stageSince: this.on.now,
      source: this.on.source,
      closedAt: null,
      mergedInto: null,
      importRunId: this.on.runId,
      createdAt: this.on.now,
    };
  }

  private count(outcome: RowResult): void {
    const { result } = this;
    result.records++;
    if (outcome.verdict === 'new') result.created++;
    else if (outcome.verdict === 'match') {
      result.matched++;
      if (outcome.changes) result.updated++;
    } else if (outcome.verdict === 'duplicate')
      result.duplicates.push({ line: outcome.line, of: outcome.duplicateOf! });
    else if (outcome.verdict === 'several')
      result.rejected.push({ line: outcome.line, reason: this.severalWords(outcome.candidateIds) });
    else result.rejected.push({ line: outcome.line, reason: reasonOf(outcome) });
  }
}

/** The number is the employer's; the name is none of its names, and the place is not its place. */
const isOtherName = (
  employer: Employer,
  { nameKeys, register, registerNumber, postcode }: RowValues,
): boolean =>
  registerNumber !== null &&
  employer.register === register &&
  employer.registerNumber === registerNumber &&
  !nameKeys.some((key) => key === employer.nameKey || employer.tradingKeys.includes(key)) &&
  (postcode === null || postcode !== employer.postcode);

const reasonOf = (outcome: RowResult): string =>
  outcome.verdict === 'skipped'
    ? 'Left out by choice.'
    : outcome.problems
        .filter((p) => !p.doubt)
        .map((p) => p.text)
        .join(' ');

/** An older list must not overwrite what somebody has typed since: unless a person says so, it only fills that in. */
const modeOf = (choice: ImportChoice | null, byHand: boolean): MergeMode =>
  choice === 'fill' || (choice === null && byHand) ? 'fillEmpty' : 'overwrite';

/** By address where there is one, else by name. */
const contactKey = (who: { name: string; email: string | null }): string =>
  who.email ? 'mail ' + emailKey(who.email) : 'name ' + who.name.toLowerCase();

/** A reading of a list against what its area holds now. Throws `employers.import-no-name` without a column of names. */
export async function createImportRunner(
  tx: Tx,
  run: Pick<ImportRun, 'areaId' | 'mapping' | 'headers' | 'fileName' | 'actor'> & { id: string | null },
  geography: Geography,
  now: Date,
  lock: boolean,
): Promise<ImportRunner> {
  if (!run.mapping.includes('name') && !run.mapping.includes('currentName')) throw noNameColumn(run.headers);
  return new ImportRunner({
    tx,
    areaId: run.areaId,
    mapping: run.mapping,
    geography,
    now,
    source: `List ${run.fileName}`,
    runId: run.id,
    actor: run.actor,
    lock,
  });
}
