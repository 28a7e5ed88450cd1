import { bankHolidays, mondayToFriday, type Nation, type Weekday } from '#platform';
import { DEFAULT_LIMITS } from './contact-limits.rules.js';
import type { ContactLimits, ContactSettings } from './contact-policy.types.js';

/** Kinds of contact an area may leave out of its counting. */
export const countedKinds = ['invitation', 'engagement', 'call', 'visit', 'letter'] as const;
export type CountedKind = (typeof countedKinds)[number];

/** What an area says about writing to people, as it is kept. */
export interface ContactRules {
  nation: Nation;
  /** Days besides the bank holidays on which nothing goes, as `2027-06-11`. */
  extraDays: string[];
  workingDays: Weekday[];
  /** London clock times `HH:MM`; `24:00` is the end of the day. */
  sendFrom: string;
  sendUntil: string;
  /** Null: the program's. */
  limits: ContactLimits;
  notCounted: CountedKind[];
  agenciesNotCounted: string[];
  replyDays: number;
  mergeMax: number;
  publicTask: boolean;
  senderIsCharity: boolean;
}

/** The rules of an area that has said nothing (automation.md section 1). */
export const programRules = (nation: Nation): ContactRules => ({
  nation,
  extraDays: [],
  workingDays: [...mondayToFriday],
  sendFrom: '09:00',
  sendUntil: '17:00',
  limits: { employer: { short: null, long: null }, person: { short: null, long: null } },
  notCounted: [],
  agenciesNotCounted: [],
  replyDays: 14,
  mergeMax: 3,
  publicTask: false,
  senderIsCharity: false,
});

/** By the area's official code: S… lies in Scotland, N… in Northern Ireland. */
export function nationOf(gssCode: string | null): Nation {
  if (gssCode?.startsWith('S')) return 'scotland';
  return gssCode?.startsWith('N') ? 'northern-ireland' : 'england-and-wales';
}

/** What `decide` goes by, from an area's rules and what pauses it. */
export const contactSettings = (rules: ContactRules, pause: ContactSettings['pause']): ContactSettings => ({
  holidays: new Set([...bankHolidays(rules.nation), ...rules.extraDays]),
  workingDays: rules.workingDays,
  sendFrom: rules.sendFrom,
  sendUntil: rules.sendUntil,
  limits: rules.limits,
  inherited: DEFAULT_LIMITS,
  counts: Object.fromEntries(rules.notCounted.map((kind) => [kind, false])),
  agenciesNotCounted: rules.agenciesNotCounted,
  replyDays: rules.replyDays,
  mergeMax: rules.mergeMax,
  pause,
  publicTask: rules.publicTask,
  senderIsCharity: rules.senderIsCharity,
});

/** The longest limit in force, in days: so far back contacts matter. */
export const longestDays = ({ limits, inherited }: Pick<ContactSettings, 'limits' | 'inherited'>): number =>
  Math.max(
    ...[limits, inherited, DEFAULT_LIMITS].flatMap((set) =>
      [set.employer, set.person].flatMap((pair) => [pair.short?.days ?? 0, pair.long?.days ?? 0]),
    ),
  );
