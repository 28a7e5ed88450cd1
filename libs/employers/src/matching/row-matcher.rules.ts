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
const MOST = 50;
/** Descriptions that are kept as they were read; the others are read again. */
const MOST_READ = 5_000;

/**
 * Tells what rows of a list mean, one after the other, by the strict rule: an employer of the records, or one that an
 * earlier row meant. The records are given batch by batch (`know`); of the list it remembers what it needs.
 */
export class RowMatcher {
  private readonly byKey = new Map<number, Group[]>();
  private readonly byEmployer = new Map<string, Group>();
  private known = new Map<number, Group[]>();
  private fresh = new Map<string, Group>();

  private readonly read = new Map<Described, { identity: Identity; keys: number[] }>();

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
      this.note(this.known, described, group);
    }
  }

  /** Whether a row meant this employer, which then needs not be told again. */
  knows(employerId: string): boolean {
    return this.byEmployer.has(employerId);
  }

  /** What a row means. Changes nothing. */
  find(row: Described): Found {
    const { identity, keys } = this.reading(row);
    const near = new Set(
      keys.flatMap((key) => [
        ...(this.byKey.get(key) ?? []).slice(-MOST),
        ...(this.known.get(key) ?? []).slice(-MOST),
      ]),
    );
    const numbered = [...near].find((group) => group.registerKeys.has(row.registerKey ?? ''));
    if (numbered) return { is: 'one', meant: numbered, byNumber: true };
    const alike = [...near]
      .filter((group) => !conflicts(group, row.registerKey))
      .map((group) => ({ group, score: this.bestScore(identity, group) }))
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
      for (const described of group.described) this.note(this.byKey, described, group);
    }
    describe(group, row);
    this.note(this.byKey, row, group);
  }

  private note(index: Map<number, Group[]>, described: Described, group: Group): void {
    for (const key of this.reading(described).keys) {
      const groups = index.get(key);
      if (!groups) index.set(key, [group]);
      else if (groups.at(-1) !== group) groups.push(group);
    }
  }

  private bestScore(identity: Identity, group: Group): number {
    const scores = group.described.map((of) => likeness(identity, this.reading(of).identity).score);
    return Math.max(...scores);
  }

  private reading(described: Described): { identity: Identity; keys: number[] } {
    const known = this.read.get(described);
    if (known) return known;
    if (this.read.size >= MOST_READ) this.read.clear();
    const identity = identityOf(described);
    const read = { identity, keys: keysOf(identity) };
    this.read.set(described, read);
    return read;
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

/** One without a number is the nearer: with several of that name in one place it is the one not yet told apart. */
const byNearness = (a: { group: Group; score: number }, b: { group: Group; score: number }): number =>
  Number(a.group.registerKeys.size > 0) - Number(b.group.registerKeys.size > 0) ||
  b.score - a.score ||
  a.group.line! - b.group.line!;
