import type { ActivityOutcome } from './activity.entity.js';
import type { Register, Sector } from './employer.rules.js';

/** What is recorded about what an employer is. */
export interface Recorded {
  legalForm: string | null;
  register: Register | null;
  registerNumber: string | null;
  sector: Sector | null;
}

/** By the letters a number of Companies House begins with; without letters, or with others, a company's. */
const FORMS: readonly [RegExp, string][] = [
  [/^(OC|SO|NC)/, 'llp'],
  [/^SL/, 'scottish-limited-partnership'],
  [/^SP/, 'scottish-partnership'],
  [/^(LP|NL)/, 'limited-partnership'],
  [/^CE/, 'cio'],
];

/** The legal form: as stated, else what register and sector leave no doubt about; null: not known. */
export function legalFormOf({ legalForm, register, registerNumber, sector }: Recorded): string | null {
  if (legalForm?.trim()) return legalForm;
  if (register === 'company')
    return FORMS.find(([letters]) => letters.test((registerNumber ?? '').toUpperCase()))?.[1] ?? 'company';
  return sector === 'public_mh' || sector === 'public_other' ? 'public-body' : null;
}

/** What came of an activity where nobody said: what is logged has happened. */
const HAPPENED: Readonly<Record<string, ActivityOutcome>> = {
  call: 'spoke',
  visit: 'done',
  letter: 'posted',
};

/** Outcomes of which nothing came: what is planned or did not take place is no contact at all. */
const NOT_TRIED: ReadonlySet<ActivityOutcome> = new Set(['planned', 'cancelled']);

/** How somebody tried to reach an employer; undefined: by none of the ways that may be a contact. */
export function channelOf(
  kind: string,
  outcome: ActivityOutcome | null,
): 'call' | 'visit' | 'letter' | undefined {
  const known = kind === 'call' || kind === 'visit' || kind === 'letter';
  return known && !NOT_TRIED.has(outcomeOf(kind, outcome)) ? kind : undefined;
}

/** The outcome of a call, visit or letter as the contact policy names it. */
export const outcomeOf = (kind: string, outcome: ActivityOutcome | null): ActivityOutcome =>
  outcome ?? HAPPENED[kind] ?? 'done';
