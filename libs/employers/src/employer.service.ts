import { Injectable, Optional } from '@nestjs/common';
import { ContactGate } from '#messaging';
import {
  type Actor,
  Clock,
  constraintOf,
  Facts,
  invalid,
  type ListPage,
  latestFact,
  londonDay,
  newId,
  notFound,
  type PagePlace,
  type Tx,
} from '#platform';
import type { Employer } from './employer.entity.js';
import {
  type EmployerField,
  type EmployerInput,
  fieldNames,
  type PlainField,
  plainField,
  plainFields,
} from './employer.fields.js';
import {
  findEmployer,
  findEmployers,
  insertEmployer,
  namesOf,
  updateEmployer,
} from './employer.repository.js';
import { bandOf } from './employer.rules.js';
import {
  countBefore,
  countFacets,
  type EmployerFacets,
  type EmployerFilter,
  type EmployerLine,
  listEmployers,
  lookUp,
  type SearchedFilter,
} from './employer-list.repository.js';
import { cannotUndo, illegalMove, registerTaken } from './employers.errors.js';
import { addedFacts, changedValues, changedWords, employersFacts } from './employers.facts.js';
import { Geography } from './geography.js';
import { nameKey } from './matching/name-key.rules.js';
import { readRegisterNumber } from './register-number.rules.js';
import {
  mayMove,
  mayUndo,
  type OpenSignature,
  type Stage,
  stageByCharter,
  stageByName,
  stages,
} from './stage.rules.js';

/** What says of which legal form an employer is. */
const FORM_FIELDS: ReadonlySet<string> = new Set<EmployerField>([
  'legalForm',
  'register',
  'registerNumber',
  'sector',
]);

interface Moved {
  why?: string;
  charter?: true;
}

/** Employers of an area: add, find, change, move along the pipeline. */
@Injectable()
export class Employers {
  constructor(
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly geography: Geography,
    @Optional() private readonly gate?: ContactGate,
  ) {}

  /** Adds an employer at Identified and returns it. Throws `invalid` by field: name, postcode, registerNumber. */
  async create(tx: Tx, areaId: string, input: EmployerInput, actor: Actor): Promise<Employer> {
    const now = this.clock.now();
    const employer: Employer = {
      ...this.normalise(input),
      id: newId(),
      areaId,
      stage: 'identified',
      stageSince: now,
      source: input.source ?? 'Added by hand',
      closedAt: null,
      mergedInto: null,
      importRunId: null,
      createdAt: now,
    } satisfies Employer;
    await this.mapUniqueViolation(() => insertEmployer(tx, employer));
    await this.facts.record(tx, ...addedFacts(employer, { areaId, employerId: employer.id, actor }));
    return employer;
  }

  /** Throws as `create` for what could not be added as it is typed; changes nothing. */
  check(input: EmployerInput): void {
    this.normalise(input);
  }

  /** Changes what is given and leaves the rest; returns the employer as it then is. */
  async change(tx: Tx, id: string, input: Partial<EmployerInput>, actor: Actor): Promise<Employer> {
    const before = await this.get(tx, id, true);
    const whole = { ...before, ...input, name: input.name ?? before.name } as EmployerInput;
    const after: Employer = { ...before, ...this.normalise(whole) };
    const fields = fieldNames.filter((f) => JSON.stringify(before[f]) !== JSON.stringify(after[f]));
    if (!fields.length) return before;
    await this.mapUniqueViolation(() => updateEmployer(tx, before, pick(after, fields)));
    await this.facts.record(
      tx,
      employersFacts.changed.of({
        areaId: before.areaId,
        employerId: id,
        actor,
        data: { ...changedValues(before, after), fields, words: changedWords(before, after, fields) },
      }),
    );
    // Advertising may have waited for it.
    if (fields.some((field) => FORM_FIELDS.has(field)))
      await this.gate?.reconsider(tx, before.areaId, { codes: ['legal_form_unknown'], employerIds: [id] });
    return after;
  }

  /** The employer; 404 when it is missing or in an area not named. */
  async get(tx: Tx, id: string, lock = false): Promise<Employer> {
    const found = await findEmployer(tx, id, lock);
    if (!found) throw notFound();
    return found;
  }

  /** Several employers of one area by id, in the order of their ids; unknown ones are left out. */
  getMany(tx: Tx, areaId: string, ids: string[]): Promise<Employer[]> {
    return findEmployers(tx, areaId, ids);
  }

  /** Names of employers of one area by id. */
  namesById(tx: Tx, areaId: string, ids: string[]): Promise<Map<string, string>> {
    return namesOf(tx, areaId, ids);
  }

  /** A filter with what it searches for looked up; for asking several things of the list, which else each look. */
  searched(tx: Tx, areaId: string, filter: EmployerFilter): Promise<SearchedFilter> {
    return lookUp(tx, areaId, filter);
  }

  /** A page of the list (50 rows); `next` and `previous` lead on from it. */
  async list(
    tx: Tx,
    areaId: string,
    filter: SearchedFilter = {},
    place: PagePlace = {},
    limit = 50,
  ): Promise<ListPage<EmployerLine>> {
    return listEmployers(tx, areaId, await lookUp(tx, areaId, filter), place, limit);
  }

  /** How many come before a page, told by its `previous`; undefined where they are too many to count. */
  async countBefore(
    tx: Tx,
    areaId: string,
    filter: SearchedFilter,
    previous?: string,
  ): Promise<number | undefined> {
    return countBefore(tx, areaId, await lookUp(tx, areaId, filter), previous);
  }

  /** How many employers of the area a filter leaves; of a search at most 1,000. */
  async count(tx: Tx, areaId: string, filter: SearchedFilter = {}): Promise<number> {
    return (await this.facets(tx, areaId, filter)).total;
  }

  /** How many a filter leaves, and counts beside each of its choices. */
  async facets(
    tx: Tx,
    areaId: string,
    filter: SearchedFilter = {},
  ): Promise<EmployerFacets & { total: number }> {
    return countFacets(tx, areaId, await lookUp(tx, areaId, filter));
  }

  /**
   * Moves an employer along the pipeline by hand and writes it down; to the stage it is at: nothing happens.
   * Throws `employers.illegal-move` for a move stage.rules.ts does not know, all that the charter makes among them.
   */
  async moveStage(
    tx: Tx,
    areaId: string,
    employerId: string,
    to: Stage,
    actor: Actor,
    why?: string,
  ): Promise<void> {
    const employer = await this.get(tx, employerId, true);
    if (employer.areaId !== areaId) throw notFound();
    if (employer.stage === to) return;
    if (!mayMove(employer.stage, to)) throw illegalMove(employer.stage, to);
    await this.setStage(tx, employer, to, actor, { ...(why && { why }) });
  }

  /**
   * Puts an employer at the stage its signature gives it (undefined: it has none) and writes it down; where it is there,
   * nothing happens. For signatories, whenever a signature begins, ends or falls due. `was`: the stage to go by, where it
   * is not the one the employer is at. Answers the stage before.
   */
  async followCharter(
    tx: Tx,
    employerId: string,
    open: OpenSignature | undefined,
    actor: Actor,
    why: string,
    was?: Stage,
  ): Promise<Stage> {
    const employer = await this.get(tx, employerId, true);
    const to = stageByCharter(was ?? employer.stage, open, londonDay(this.clock.now()));
    if (to !== employer.stage) await this.setStage(tx, employer, to, actor, { why, charter: true });
    return employer.stage;
  }

  /** Takes the employer's latest stage move by hand back, within 30 days: it never counts; the timeline keeps both. */
  async undoMove(tx: Tx, employerId: string, factId: string, actor: Actor): Promise<void> {
    const employer = await this.get(tx, employerId, true);
    const last = await latestFact(tx, employer.areaId, employerId, employersFacts.stageMoved.kind);
    if (last?.id !== factId || !mayUndo(last, employer.stage, this.clock.now())) throw cannotUndo();
    const to = stageByName(last.data['from'])!;
    await updateEmployer(tx, employer, { stage: to, stageSince: this.clock.now() });
    const data = { back: stages[to] };
    await this.facts.record(
      tx,
      employersFacts.stageMoved.void(factId, { areaId: employer.areaId, employerId, actor, data }),
    );
  }

  private async setStage(tx: Tx, employer: Employer, to: Stage, actor: Actor, more: Moved): Promise<void> {
    await updateEmployer(tx, employer, { stage: to, stageSince: this.clock.now() });
    await this.facts.record(
      tx,
      employersFacts.stageMoved.of({
        areaId: employer.areaId,
        employerId: employer.id,
        actor,
        data: { from: stages[employer.stage], to: stages[to], ...more },
      }),
    );
  }

  /** Every field as it is kept: what was said, tidied, and what follows from it (keys, band, place). */
  private normalise(input: EmployerInput): Pick<Employer, EmployerField> {
    const errors: Record<string, string> = {};
    const name = input.name.trim().replace(/\s+/g, ' ');
    if (!name) errors['name'] = 'Enter the name of the employer.';
    const postcode = this.geography.read(input.postcode ?? '');
    if (postcode.kind === 'wrong') errors['postcode'] = postcode.reason;
    const number = readRegisterNumber(input.registerNumber ?? '');
    if (number.kind === 'wrong' && (input.register ?? 'company') === 'company')
      errors['registerNumber'] = number.reason;
    if (Object.keys(errors).length) throw invalid('employers.input', errors);
    const outward = 'outward' in postcode ? postcode.outward : null;
    const place = this.geography.place(outward);
    const register = input.registerNumber?.trim() ? (input.register ?? 'company') : null;
    const trading = [...new Set((input.tradingNames ?? []).map((t) => t.trim()).filter(Boolean))];
    const plain = Object.fromEntries(
      plainFields.map((field) => [field, tidy(input[field], plainField(field).empty)]),
    ) as Pick<Employer, PlainField>;
    return {
      ...plain,
      name,
      nameKey: nameKey(name),
      tradingNames: trading,
      tradingKeys: trading.map(nameKey),
      register,
      registerNumber:
        register === 'company' && number.kind === 'number'
          ? number.number
          : register
            ? input.registerNumber!.trim()
            : null,
      sector: input.sector ?? null,
      headcount: input.headcount ?? null,
      sizeBand: bandOf(input.headcount) ?? null,
      reportedSize: input.headcount == null ? (input.reportedSize ?? null) : null,
      peopleFrom: input.headcount ?? null,
      town: plain.town ?? this.geography.town(outward, input.address),
      postcode: 'postcode' in postcode ? postcode.postcode : null,
      authorityCode: place.authorityCode,
      authorityName: place.authorityName,
      region: place.region,
      geoDate: place.geoDate,
    };
  }

  private async mapUniqueViolation<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (constraintOf(error) === 'employer_register_key') throw registerTaken();
      throw error;
    }
  }
}

/** What was said of a field that is kept as it is said. */
const tidy = (value: unknown, empty: unknown): unknown =>
  (typeof value === 'string' ? value.trim() || null : value) ?? empty;

const pick = <T extends object, K extends keyof T>(from: T, names: readonly K[]) =>
  Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
