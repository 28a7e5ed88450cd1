import { Injectable } from '@nestjs/common';
import type { Condition, Scope } from '#access';
import { CodedError, Database, notFound } from '#platform';
import type { Policy } from './allow.js';
import type { Principal } from './principal.js';
import { RecordStandings, type Standing } from './record-standings.js';

/** For who has no such right at all. */
export const notGranted = () =>
  new CodedError(
    'forbidden',
    'access.not-granted',
    'Your account may not do this. Ask an administrator if you think it should.',
  );

/** Scopes that reach only some records of an area. */
const NARROW: ReadonlySet<Scope | undefined> = new Set<Scope>(['mine', 'agency', 'self']);

/** Conditions on the record itself: whether it meets them, and what is said where it does not. */
const OF_RECORD: Partial<Record<Condition, (record: Standing) => CodedError | undefined>> = {
  // As if it were not there: who may see only what is shared is not told what is not.
  shared: (record) => (record.named ? undefined : notFound()),
  before_use: (record) =>
    record.inUse
      ? new CodedError(
          'forbidden',
          'access.before-use',
          'Something has been opened, sent or booked already, so this stays as it is.',
        )
      : undefined,
};

/** Whether a record lies within a scope. */
export function reaches(
  scope: Scope | undefined,
  record: Standing,
  who: Pick<Principal, 'userId' | 'agencyIn'>,
): boolean {
  if (scope === 'mine' || scope === 'self')
    return who.userId !== undefined && Boolean(record.of?.includes(who.userId));
  if (scope === 'agency') return record.agencyId === who.agencyIn(record.areaId);
  return true;
}

/** What of a right is asked before the handler runs, at the record its address names: scope, and conditions on it. */
@Injectable()
export class RightCheck {
  constructor(
    private readonly db: Database,
    private readonly standings: RecordStandings,
  ) {}

  /** Throws not-found for a record out of reach, and what a condition says. One statement, and only where it is asked. */
  async check(who: Principal, policy: Policy, params: Record<string, unknown>): Promise<void> {
    if (policy.kind !== 'right') return;
    if (policy.decidesDrafts && who.conditions.includes('draft')) throw notGranted();
    // Whose right ends at their own account has none on a page about others.
    if (who.grantScope === 'self' && policy.subject === undefined && !policy.about) throw notGranted();
    if (policy.subject === undefined) return;
    const conditions = who.conditions.flatMap((name) => OF_RECORD[name] ?? []);
    if (!conditions.length && !NARROW.has(who.grantScope)) return;
    const find = this.standings.of(policy.resource);
    if (!find) throw new Error(`Nobody says how a record of ${policy.resource} stands`);
    const record = await this.db.read(who.areas, (tx) => find(tx, String(params[policy.subject!])));
    if (!reaches(who.grantScope, record, who)) throw notFound();
    for (const condition of conditions) {
      const refusal = condition(record);
      if (refusal) throw refusal;
    }
  }
}

/** Conditions on doing something. */
const OF_CHANGES: ReadonlySet<Condition> = new Set<Condition>(['reason', 'preview', 'draft', 'two']);
/** Conditions the guard and its helpers keep by themselves. */
const BY_GUARD: ReadonlySet<Condition> = new Set<Condition>(['fresh', 'audited', 'shared', 'before_use']);

/** What the handler of a route has to see to itself, as far as the caller's right asks it; by link and in public too. */
export function owedBy(
  { grantScope, conditions }: Pick<Principal, 'grantScope' | 'conditions'>,
  policy: Policy,
  changes: boolean,
): string[] {
  if (policy.kind === 'anyone') return [];
  if (policy.kind === 'link') return [...conditions];
  const narrow = NARROW.has(grantScope) && policy.subject === undefined && policy.about === undefined;
  // Reading asks for no reason, and proposes nothing.
  const left = conditions.filter((name) => !BY_GUARD.has(name) && (changes || !OF_CHANGES.has(name)));
  const aside: (string | undefined)[] = [
    policy.prepares && 'preview',
    policy.decidesDrafts && 'draft',
    // A reason is for what is done to others; what somebody does to their own account they need not explain.
    policy.about && 'reason',
  ];
  return [...(narrow ? ['scope'] : []), ...left.filter((name) => !aside.includes(name))];
}
