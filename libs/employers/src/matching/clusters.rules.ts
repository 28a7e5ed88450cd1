import { blockingKeys } from './blocking.rules.js';
import type { Identity } from './identity.rules.js';
import { BROAD, likeness, STRICT } from './matching.rules.js';
import { compareNames } from './name-comparison.rules.js';
import type { NameReading } from './name-reading.rules.js';

/** A row of a list that is to be put together with its like. */
export interface ClusterRow {
  identity: Identity;
  /** The names the employer had when the row was written: all but the name it has now. */
  namesThen: readonly NameReading[];
  /** The year the row is about; null where the list does not say. */
  year: number | null;
}

/** Rows that are one employer. */
export interface Cluster {
  /** The first of them, by which the cluster is known. */
  first: number;
  /** One row for each way in which it is described. */
  described: number[];
  /** The names it had in each year. */
  years: Map<number, NameReading[]>;
  registerKeys: Set<string>;
}

/** A match of less than this is weak: all of the rows it would bring together have to bear it out. */
const SURE = 0.95;
/** Rows of a list over years that are there again in other years, at the least. */
const SHARE_AGAIN = 0.3;
/** Each is compared with so many of its block that come after it: what all share tells little, and still brings all together. */
const NEXT = 100;

/**
 * Puts rows together by the strict rule. That A is like B and B like C must not make C of A, so the likeliest are joined
 * first, and clusters stay apart when they have two numbers of one register, when they had different names in one year,
 * or when what joins them is weak and some of their rows are not alike at all.
 */
export class Clusters {
  /** For each row its cluster, or the row that knows it. */
  private readonly of: (Cluster | number)[] = [];

  constructor(readonly rows: readonly ClusterRow[]) {
    const known = new Map<string, Cluster>();
    rows.forEach((row, i) => {
      const key = row.identity.names.length || row.identity.registerKey ? signature(row) : `row ${i}`;
      const same = known.get(key);
      if (same && !this.conflict(same, clusterOf(row, i))) {
        this.of.push(same.first);
        merge(same, { ...clusterOf(row, i), described: [] });
        return;
      }
      const cluster = clusterOf(row, i);
      known.set(key, cluster);
      this.of.push(cluster);
    });
    for (const { a, b, score } of this.strictPairs()) this.join(a, b, score);
    if (this.areOverYears()) this.joinMoved();
  }

  /** The cluster of a row. */
  get(row: number): Cluster {
    const found = this.of[row]!;
    if (typeof found !== 'number') return found;
    const cluster = this.get(found);
    this.of[row] = cluster.first;
    return cluster;
  }

  all(): Cluster[] {
    return this.of.filter((found) => typeof found !== 'number');
  }

  /** Joins the clusters of two rows if nothing speaks against it. */
  join(a: number, b: number, score = 1): void {
    const [one, other] = [this.get(a), this.get(b)].sort((x, y) => x.first - y.first) as [Cluster, Cluster];
    if (one === other || this.conflict(one, other)) return;
    if (score < SURE && !this.bearOut(one, other)) return;
    merge(one, other);
    this.of[other.first] = one.first;
  }

  /** Two numbers, or two names at one time, are two employers. */
  conflict(one: Cluster, other: Cluster): boolean {
    for (const key of one.registerKeys)
      for (const second of other.registerKeys)
        if (key !== second && key.split(':')[0] === second.split(':')[0]) return true;
    for (const [year, names] of one.years) {
      const others = other.years.get(year);
      if (others && !names.some((name) => others.some((second) => areAlike(name, second)))) return true;
    }
    return false;
  }

  /** Whether rows come again in other years. In another list a year says nothing of who is who. */
  private areOverYears(): boolean {
    const dated = this.rows.filter((row) => row.year !== null).length;
    const again = this.all().filter((cluster) => cluster.years.size > 1);
    return dated > 0 && again.reduce((sum, cluster) => sum + cluster.years.size, 0) / dated >= SHARE_AGAIN;
  }

  /** A name that many towns could have is one employer's who moved, where no year has it twice. */
  private joinMoved(): void {
    const called = new Map<string, Set<Cluster>>();
    for (const cluster of this.all())
      for (const { letters } of this.rows[cluster.first]!.namesThen)
        called.set(letters, (called.get(letters) ?? new Set()).add(cluster));
    for (const [first, ...others] of called.values()) {
      const years = [first!, ...others].flatMap((cluster) => [...cluster.years.keys()]);
      if (!years.length || new Set(years).size < years.length) continue;
      for (const other of others) this.join(first!.first, other.first);
    }
  }

  /** In one year an employer is written in one way; over the years each of its rows is like the others. */
  private bearOut(one: Cluster, other: Cluster): boolean {
    if ([...one.years.keys()].some((year) => other.years.has(year))) return false;
    return one.described.every((a) =>
      other.described.every((b) => likeness(this.rows[a]!.identity, this.rows[b]!.identity).score >= BROAD),
    );
  }

  /** Pairs of rows that the strict rule takes for one employer, the likeliest first. */
  private strictPairs(): { a: number; b: number; score: number }[] {
    const blocks = new Map<string, number[]>();
    for (const { first } of this.all())
      for (const key of blockingKeys(this.rows[first]!.identity)) {
        const block = blocks.get(key);
        if (block) block.push(first);
        else blocks.set(key, [first]);
      }
    const seen = new Set<number>();
    const found: { a: number; b: number; score: number }[] = [];
    for (const block of blocks.values()) {
      for (const [i, a] of block.entries())
        for (const b of block.slice(i + 1, i + 1 + NEXT)) {
          const pair = a * this.rows.length + b;
          if (seen.has(pair)) continue;
          seen.add(pair);
          const { score } = likeness(this.rows[a]!.identity, this.rows[b]!.identity);
          if (score >= STRICT) found.push({ a, b, score });
        }
    }
    return found.sort((x, y) => y.score - x.score || x.a - y.a || x.b - y.b);
  }
}

const clusterOf = (row: ClusterRow, i: number): Cluster => ({
  first: i,
  described: [i],
  years: new Map(row.year === null ? [] : [[row.year, [...row.namesThen]]]),
  registerKeys: new Set(row.identity.registerKey ? [row.identity.registerKey] : []),
});

function merge(into: Cluster, from: Cluster): void {
  into.described.push(...from.described);
  for (const [year, names] of from.years) {
    const known = into.years.get(year) ?? [];
    const more = names.filter((name) => !known.some((other) => other.letters === name.letters));
    into.years.set(year, [...known, ...more]);
  }
  for (const key of from.registerKeys) into.registerKeys.add(key);
}

const areAlike = (a: NameReading, b: NameReading): boolean => {
  const { relation, form } = compareNames(a, b);
  return form !== 'other' && (relation === 'same' || relation === 'reordered' || relation === 'spelt');
};

/** What is described in one way is one. */
const signature = ({
  identity: { names, registerKey, place, domains, emails, phones },
}: ClusterRow): string =>
  JSON.stringify([
    names.map(({ letters, form }) => [letters, form]),
    registerKey,
    place.postcode,
    place.outward,
    [...place.words],
    [...domains],
    [...emails],
    [...phones],
  ]);
