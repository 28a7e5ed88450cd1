import { blockingKeys } from './blocking.rules.js';
import { type Described, type Identity, identityOf } from './identity.rules.js';
import { CERTAIN, likeness, STRICT } from './matching.rules.js';

/** One employer that rows of a list may mean: out of the records, or made by an earlier row, or both. */
export interface Meant {
  readonly employerId: string;
  /** Line of the first row of the list that means it. */
  readonly line: number | undefined;
}

/** What a row means: nobody we know, one employer, or one of several, which only a person can say. */
export type Found =
  | { is: 'nobody' }
  | { is: 'one'; meant: Meant; byNumber: boolean }
  | { is: 'several'; employerIds: string[] };

interface Group extends Meant {
  line: number | undefined;
  readonly registerKeys: Set<string>;
  /** How its rows and its record describe it, as they stand: read again when compared, since a list may be long. */
  readonly described: Described[];
}

/** Of those that share a key that says little, the latest are compared. */
const MOST = 100;

/**
 * Tells what rows of a list mean, one after the other, by the strict rule: an employer of the records, or one that an
 * earlier row meant. The records are given batch by batch (`know`); of the list it remembers what it needs.
 */
export class RowMatcher {
  private readonly byKey = new Map<number, Group[]>();
  private readonly byEmployer = new Map<string, Group>();
  private known = new Map<number, Group[]>();
  private fresh = new Map<string, Group>();

  /** The employers that the next rows may mean; those of before are forgotten unless a row meant them. */
  know(employers: readonly { id: string; described: Described }[]): void {
    this.known = new Map();
    this.fresh = new Map();
    const { fresh } = this;
    for (const { id, described } of employers) {
      if (this.byEmployer.has(id)) continue;
      const group = fresh.get(id) ?? groupOf(id);
      fresh.set(id, group);
      describe(group, described);
      note(this.known, identityOf(described), group);
    }
  }

  /** What a row means. Changes nothing. */
  find(row: Described): Found {
    const identity = identityOf(row);
    const near = new Set(
      keysOf(identity).flatMap((key) => [
        ...(this.byKey.get(key) ?? []).slice(-MOST),
        ...(this.known.get(key) ?? []).slice(-MOST),
      ]),
    );
    const numbered = [...near].find((group) => group.registerKeys.has(row.registerKey ?? ''));
    if (numbered) return { is: 'one', meant: numbered, byNumber: true };
    const alike = [...near]
      .filter((group) => !conflicts(group, row.registerKey))
      .map((group) => ({ group, score: bestScore(identity, group) }))
      .filter(({ score }) => score >= STRICT)
      .sort((a, b) => b.score - a.score);
    const earlier = alike.filter(({ group }) => group.line !== undefined).sort(byNearness)[0];
    if (earlier) return { is: 'one', meant: earlier.group, byNumber: false };
    const certain = alike.filter(({ score }) => score >= CERTAIN);
    const [one, ...others] = certain.length ? certain : alike;
    if (!one) return { is: 'nobody' };
    if (!others.length) return { is: 'one', meant: one.group, byNumber: false };
    return { is: 'several', employerIds: [one, ...others].map(({ group }) => group.employerId) };
  }

  /** Notes that a row stands and means this employer, a new one or one of the records; later rows of the list find it. */
  take(row: Described, line: number, employerId: string): void {
    const group = this.byEmployer.get(employerId) ?? this.fresh.get(employerId) ?? groupOf(employerId);
    if (group.line === undefined) {
      group.line = line;
      this.byEmployer.set(employerId, group);
      for (const described of group.described) note(this.byKey, identityOf(described), group);
    }
    describe(group, row);
    note(this.byKey, identityOf(row), group);
  }
}

const groupOf = (employerId: string): Group => ({
  employerId,
  line: undefined,
  registerKeys: new Set(),
  described: [],
});

function describe(group: Group, described: Described): void {
  const { names, registerKey, postcode, address } = described;
  if (registerKey) group.registerKeys.add(registerKey);
  const said = JSON.stringify([names, registerKey, postcode]);
  const known = group.described.some((d) => JSON.stringify([d.names, d.registerKey, d.postcode]) === said);
  if (!known)
    group.described.push({
      names,
      registerKey: registerKey ?? null,
      postcode: postcode ?? null,
      address: address ?? null,
    });
}

function note(index: Map<number, Group[]>, identity: Identity, group: Group): void {
  for (const key of keysOf(identity)) {
    const groups = index.get(key);
    if (!groups) index.set(key, [group]);
    else if (!groups.includes(group)) groups.push(group);
  }
}

/** Numbers, whole names, and words at one postcode are all that the strict rule goes by. As numbers: a list may be long. */
const keysOf = (identity: Identity): number[] =>
  blockingKeys(identity)
    .filter((key) => key.startsWith('r ') || key.startsWith('n ') || key.startsWith('p '))
    .map(hash);

/** FNV-1a. Two keys of one number only cost a comparison. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

const conflicts = (group: Group, registerKey: string | null | undefined): boolean =>
  registerKey != null &&
  [...group.registerKeys].some(
    (key) => key !== registerKey && key.split(':')[0] === registerKey.split(':')[0],
  );

const bestScore = (identity: Identity, group: Group): number =>
  Math.max(...group.described.map((described) => likeness(identity, identityOf(described)).score));

/** One without a number is the nearer: with several of that name in one place it is the one not yet told apart. */
const byNearness = (a: { group: Group; score: number }, b: { group: Group; score: number }): number =>
  Number(a.group.registerKeys.size > 0) - Number(b.group.registerKeys.size > 0) ||
  b.score - a.score ||
  a.group.line! - b.group.line!;
