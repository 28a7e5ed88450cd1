import type { Employer } from './employer.entity.js';
import { type EmployerChange, fieldNames, plainListFields } from './employer.fields.js';
import type { Geography } from './geography.js';
import type { RowValues } from './import-row.rules.js';
import { nameKey } from './matching/name-key.rules.js';

/** Whether a row's values replace what the record holds, or only fill what it leaves empty. */
export type MergeMode = 'overwrite' | 'fillEmpty';

/** Field by field what was held and what is held now. */
export type Changes = Record<string, { was: unknown; is: unknown }>;

/** Where a row puts an employer: the town it says, else the one its address and postcode give. */
export function locate(values: RowValues, geography: Geography) {
  const { authorityCode, authorityName, region, geoDate } = geography.place(values.outward);
  const town = values.town ?? geography.town(values.outward, values.address);
  return { town, authorityCode, authorityName, region, geoDate };
}

/**
 * What a row changes in the employer it means. `overwrite`: the file's values where it has any.
 * A row never empties a field, never renames back to a name the employer gave up, and never puts a reported range in
 * place of a headcount that lies in it.
 */
export function changesOf(
  employer: Employer,
  values: RowValues,
  mode: MergeMode,
  geography: Geography,
): Changes {
  const next: EmployerChange = {};
  const put = <K extends keyof EmployerChange>(key: K, value: EmployerChange[K]) => {
    const held = employer[key];
    const empty = held === null || held === '' || (Array.isArray(held) && !held.length);
    const said = value !== null && value !== undefined && !(Array.isArray(value) && !value.length);
    if (said && (mode === 'overwrite' || empty)) next[key] = value;
  };
  mergeNames(employer, values, mode, next);
  if (!employer.registerNumber && values.registerNumber) {
    next.register = values.register;
    next.registerNumber = values.registerNumber;
  }
  if (!values.sectorGuessed || !employer.sector) put('sector', values.sector);
  mergeSize(employer, values, mode, next);
  for (const field of plainListFields) put(field, values[field]);
  if (
    values.postcode &&
    (mode === 'overwrite' || !employer.postcode) &&
    values.postcode !== employer.postcode
  ) {
    Object.assign(next, locate(values, geography), { postcode: values.postcode });
    next.town ??= employer.town;
  }
  return Object.fromEntries(
    fieldNames
      .filter((field) => field in next)
      .map((field) => [field, { was: employer[field], is: next[field] }] as const)
      .filter(([, { was, is }]) => JSON.stringify(was) !== JSON.stringify(is)),
  );
}

function mergeNames(employer: Employer, values: RowValues, mode: MergeMode, next: EmployerChange): void {
  const names = new Map(employer.tradingNames.map((name) => [nameKey(name), name]));
  const [key] = values.nameKeys;
  let current = employer.nameKey;
  if (mode === 'overwrite' && key !== employer.nameKey && !names.has(key!)) {
    next.name = values.name;
    next.nameKey = key!;
    names.set(employer.nameKey, employer.name);
    current = key!;
  }
  for (const other of values.tradingNames) if (!names.has(nameKey(other))) names.set(nameKey(other), other);
  names.delete(current);
  if (names.size === employer.tradingNames.length && !next.name) return;
  next.tradingNames = [...names.values()];
  next.tradingKeys = [...names.keys()];
}

function mergeSize(employer: Employer, values: RowValues, mode: MergeMode, next: EmployerChange): void {
  const { headcount, reportedSize, sizeBand, peopleFrom } = values;
  if (headcount === null && reportedSize === null) return;
  const known = employer.headcount !== null || employer.reportedSize !== null;
  if (mode === 'fillEmpty' && known) return;
  if (reportedSize !== null && employer.headcount !== null) {
    const inside = employer.headcount >= (peopleFrom ?? 0) && (!sizeBand || sizeBand === employer.sizeBand);
    if (inside) return;
  }
  Object.assign(next, { headcount, reportedSize, sizeBand, peopleFrom });
}
