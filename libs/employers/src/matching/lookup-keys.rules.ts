import { type Described, identityOf } from './identity.rules.js';
import { nameKey } from './name-key.rules.js';
import { namesIn } from './name-reading.rules.js';

/** What the records are asked for, as migration 0053 writes them, so that what the rule could find alike is found. */
export interface LookupKeys {
  /** Names, numbers, postcodes, domains and telephone numbers: `n …`, `r …`, `p …`, `d …`, `t …`. */
  keys: string[];
  /** Names that begin like this may be meant too: "Marshalls" and "Marshalls Group". */
  begins: string[];
  emails: string[];
}

const SET_UP = /(?: (?:plc|llp|lp|cic|cio|co|ltd))+$/;
const MOST_LETTERS = 300;
/** Fewer letters begin too many names. */
const LEAST_LETTERS = 4;

/** The key of a name in `match_key`; equal to the database's `match_name` of its nameKey. */
const nameLookup = (key: string): string =>
  `n ${[...key.replace(SET_UP, '').replaceAll(' ', '')].slice(0, MOST_LETTERS).join('')}`;

/**
 * What to look for where `described` may be an employer of the records. The strict rule needs a name, a number or a postcode;
 * `broad`: also by how names begin, by domain, telephone number and the addresses of people.
 */
export function lookupKeys(described: readonly Described[], broad: boolean): LookupKeys {
  const keys = new Set<string>();
  const begins = new Set<string>();
  const emails = new Set<string>();
  for (const one of described) {
    const identity = identityOf(one);
    // The records may hold "Acme t/a Zeta" as one name.
    for (const name of new Set(one.names.flatMap((text) => [text, ...namesIn(text)]).map(nameKey))) {
      keys.add(nameLookup(name));
      if (!broad) continue;
      if (nameLookup(name).length >= LEAST_LETTERS + 2) begins.add(nameLookup(name));
      const words = name.split(' ');
      for (let n = 1; n < words.length; n++) {
        const start = nameLookup(words.slice(0, n).join(' '));
        if (start.length >= LEAST_LETTERS + 2) keys.add(start);
      }
    }
    const { postcode } = identity.place;
    if (postcode) keys.add(`p ${postcode}`);
    if (one.registerKey) keys.add(`r ${one.registerKey}`);
    if (!broad) continue;
    for (const domain of identity.domains) keys.add(`d ${domain}`);
    for (const phone of identity.phones) keys.add(`t ${phone}`);
    for (const email of identity.emails) emails.add(email);
  }
  return { keys: [...keys], begins: [...begins], emails: [...emails] };
}
