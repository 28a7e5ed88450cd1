import { placeKey } from './matching/name-key.rules.js';

/** An employer as far as matching looks. */
export interface Known {
  id: string;
  nameKey: string;
  tradingKeys: string[];
  postcode: string | null;
  /** Register and number, `company:01234567`: the same digits mean another in another register. */
  registerKey: string | null;
}

/** A row of a list as far as matching looks: the name and, after it, other names it goes by. */
export interface Candidate {
  nameKeys: string[];
  postcode: string | null;
  registerKey: string | null;
}

/** One employer, out of the records or out of an earlier row of the list, or both. */
export interface Identity {
  employerId?: string;
  /** Line of the first row of the list that means it. */
  line?: number;
  registerKey: string | null;
}

/**
 * Tells whether a row is an employer we have, or one an earlier row of the list meant. By register number first;
 * else by normalised name together with the postcode, but never across two different register numbers: those are
 * two employers under one roof. Two employers of one name in different places are two.
 */
export class Matcher {
  private readonly byNumber = new Map<string, Identity>();
  private readonly byPlace = new Map<string, Identity[]>();

  constructor(known: Known[]) {
    for (const k of known)
      this.remember(
        { employerId: k.id, registerKey: k.registerKey },
        { nameKeys: [k.nameKey, ...k.tradingKeys], postcode: k.postcode, registerKey: k.registerKey },
      );
  }

  /** The identity a row means, or undefined. Changes nothing. */
  find(row: Candidate): Identity | undefined {
    if (row.registerKey) {
      const same = this.byNumber.get(row.registerKey);
      if (same) return same;
    }
    for (const key of row.nameKeys) {
      const here = this.byPlace.get(placeKey(key, row.postcode));
      // One without a number is the nearer: with several of that name in one place it is the one not yet told apart.
      const found =
        here?.find((i) => !i.registerKey) ?? here?.find((i) => !i.registerKey || !row.registerKey);
      if (found) return found;
    }
    return undefined;
  }

  /** Notes what a row that stands (new, or matched) means, so that later rows of the list find it. */
  take(row: Candidate & { line: number }, found: Identity | undefined): Identity {
    const identity = found ?? { registerKey: row.registerKey };
    identity.line ??= row.line;
    this.remember(identity, row);
    return identity;
  }

  private remember(identity: Identity, who: Candidate): void {
    identity.registerKey ??= who.registerKey;
    if (who.registerKey && !this.byNumber.has(who.registerKey)) this.byNumber.set(who.registerKey, identity);
    for (const key of who.nameKeys) {
      const at = placeKey(key, who.postcode);
      const here = this.byPlace.get(at);
      if (!here) this.byPlace.set(at, [identity]);
      else if (!here.includes(identity)) here.push(identity);
    }
  }
}
