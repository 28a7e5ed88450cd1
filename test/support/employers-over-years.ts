/**
 * A list of employers as eight years of reports write them, with the truth beside it: the real ones of
 * demo/employers-sample.csv, and as many invented near misses of them (groups at one address, neighbours of a name,
 * successors). How names and addresses vary here is taken from how they vary in that list, not from the rule it tries.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

export interface YearRow {
  /** Which employer it is: what a rule is to find out. */
  truth: string;
  employer_name: string;
  address: string;
  postcode: string;
  sic_codes: string;
  employer_size: string;
  current_name: string;
  year: string;
}

interface Real {
  employer_name: string;
  company_number: string;
  address: string;
  postcode: string;
  sic_codes: string;
  employer_size: string;
  current_name: string;
  year: string;
}

interface Span {
  id: string;
  /** Names in time: from which year on it is called so. */
  names: { from: number; name: string }[];
  places: { from: number; address: string; postcode: string }[];
  sics: string;
  size: number;
  first: number;
  last: number;
  /** Its name was typed by its own people, so that it varies, and not taken from the register. */
  typed: boolean;
}

const FIRST = 2017;
const LAST = 2024;
const SIZES =
  'Less than 250|250 to 499|500 to 999|1000 to 4999|5000 to 19,999|20,000 or more|Not Provided'.split('|');

/** mulberry32: the same list for the same seed on every machine. */
function dice(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    chance: (p: number) => next() < p,
    upTo: (n: number) => Math.floor(next() * n),
    one: <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)]!,
  };
}
type Dice = ReturnType<typeof dice>;

/** `rows` rows in a random order, the same for the same seed. */
export function employersOverYears({ rows, seed }: { rows: number; seed: number }): YearRow[] {
  const roll = dice(seed);
  const real = parse(readFileSync('demo/employers-sample.csv', 'utf8'), { columns: true }) as Real[];
  const spans = real.map((row, i) => realSpan(roll, row, `real-${i}`, real));
  const taken = new Set(spans.flatMap((span) => span.names.map(({ name }) => spelling(name))));
  spans.push(...real.flatMap((row, i) => nearMisses(roll, row, i, spans[i]!, real, taken)));
  const all = spans.flatMap((span) => reports(roll, span));
  for (let i = all.length - 1; i > 0; i--) {
    const j = roll.upTo(i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  if (all.length < rows) throw new Error(`Only ${all.length} rows.`);
  return all.slice(0, rows);
}

function realSpan(roll: Dice, row: Real, id: string, real: Real[]): Span {
  const last = Math.min(LAST, Number(row.year) + (row.current_name ? 0 : roll.upTo(4)));
  const first = Math.max(FIRST, last - 2 - roll.upTo(6));
  const at = { address: row.address, postcode: row.postcode };
  const span: Span = {
    id,
    names: [{ from: 0, name: row.employer_name }],
    places: [{ from: 0, ...at }],
    sics: row.sic_codes,
    size: Math.max(0, SIZES.indexOf(row.employer_size)),
    first,
    last,
    typed: !row.company_number || roll.chance(0.1),
  };
  // The list has each in the latest year found: what came before is its past, what came after its future.
  if (row.current_name) {
    span.last = Math.min(LAST, last + 1 + roll.upTo(3));
    span.names.push({ from: last + 1, name: row.current_name });
  } else if (first < last && roll.chance(0.08)) {
    span.names.unshift({ from: 0, name: formerName(roll, row.employer_name) });
    span.names[1]!.from = first + 1 + roll.upTo(last - first);
  }
  if (first < last && roll.chance(0.22)) {
    const from = roll.one(real);
    const other = roll.chance(0.3) ? { address: from.address, postcode: from.postcode } : nearby(roll, at);
    span.places.unshift({ from: 0, ...other });
    span.places[1]!.from = first + 1 + roll.upTo(last - first);
  }
  return span;
}

/** Another building of the same town. */
function nearby(roll: Dice, at: { address: string; postcode: string }) {
  const out = at.postcode.replace(/\s/g, '').slice(0, -3);
  const letters = 'ABDEFGHJLNPQRSTUWXYZ';
  const inward = `${roll.upTo(10)}${roll.one([...letters])}${roll.one([...letters])}`;
  const town = at.address.split(', ').slice(-3).join(', ').replace(at.postcode, '').replace(/, $/, '');
  const streets = [
    'Wharf Street',
    'Station Road',
    'Kingsway',
    'Queens Avenue',
    'Mill Lane',
    'Enterprise Way',
  ];
  const postcode = out ? `${out} ${inward}` : '';
  return { address: `${1 + roll.upTo(90)} ${roll.one(streets)}, ${town}, ${postcode}`, postcode };
}

const lastWord = /[\s,(]+(LIMITED|LTD\.?|PLC|LLP|C\.?I\.?C\.?)\)?$/i;
const bare = (name: string) => name.replace(lastWord, '');
const tail = (name: string) => lastWord.exec(name)?.[1] ?? '';
const fit = (name: string, like: string) => (like === like.toUpperCase() ? name.toUpperCase() : name);
const TOWNS =
  'Leeds|York|Hull|Bradford|Norwich|Ipswich|Luton|Derby|Wigan|Crewe|Exeter|Bath|Stafford|Lincoln|Bedford|Chelmsford|Watford|Harlow|Stevenage|Halifax|Barnsley|Preston|Bolton|Swindon|Reading|Oxford|Cardiff|Swansea|Dundee|Perth'.split(
    '|',
  );
const MARKS =
  'Altris|Benmore|Corvane|Delphine|Esperon|Fenwright|Galtres|Hexalto|Inveris|Juniper|Kestrel|Lumina|Mondrel|Novalia|Orbix|Paragon|Quantor|Resolva|Sentrio|Trelway|Umbrex|Vantora|Wexcombe|Zentria'.split(
    '|',
  );
const ENDINGS =
  'Group|Holdings|Services|UK|Europe|Properties|Retail|Logistics|Finance|Trading|International|Operations|Management|Scotland|Contracts|Personal Finance|Solutions|Support|North|South'.split(
    '|',
  );

/** What it may have been called before: how much of a name stays is as in the list's own changes of name. */
function formerName(roll: Dice, name: string): string {
  const form = tail(name);
  const words = bare(name).split(/\s+/);
  const whole = (text: string) => fit(form ? `${text} ${form}` : text, name);
  const mark = roll.one(MARKS);
  const kind = roll.upTo(100);
  if (kind < 30) return whole(`${mark.slice(0, 3)}${roll.one(MARKS).slice(2).toLowerCase()} ${mark}`);
  // The mark changes, the rest stays: ENGIE FABRICOM, EQUANS FABRICOM.
  if (kind < 50 && words.length > 1) return whole([mark, ...words.slice(1)].join(' '));
  // The rest changes, the mark stays.
  if (kind < 72) return whole([words[0], roll.one(ENDINGS)].join(' '));
  if (kind < 82)
    return whole([...words, roll.one(['UK', '(UK)', 'Group', 'Services', 'Holdings'])].join(' '));
  if (kind < 90) return fit(`${bare(name)} ${/ltd|limited/i.test(form) ? 'PLC' : 'Limited'}`, name);
  if (kind < 95 && words.length > 2) return whole([...words.slice(1), words[0]].join(' '));
  return whole(words.length > 2 ? words.slice(0, -1).join(' ') : `${mark} ${words.join(' ')}`);
}

/** Employers that are not this one although much speaks for it. */
function nearMisses(roll: Dice, row: Real, i: number, span: Span, real: Real[], taken: Set<string>): Span[] {
  const made: Span[] = [];
  const name = row.employer_name;
  const form = tail(name);
  const whole = (text: string) => fit(form ? `${text} ${form}` : text, name);
  const base = bare(name);
  const mark = base.replace(/^the /i, '').split(' ')[0]!;
  const add = (called: string, change: Partial<Span> = {}) => {
    if (taken.has(spelling(called))) return;
    taken.add(spelling(called));
    const first = FIRST + roll.upTo(5);
    made.push({
      ...span,
      id: `near-${i}-${made.length}`,
      names: [{ from: 0, name: called }],
      places: [span.places.at(-1)!],
      first,
      last: Math.min(LAST, first + 2 + roll.upTo(6)),
      size: roll.upTo(5),
      ...change,
    });
  };
  const elsewhere = () => {
    const other = roll.one(real);
    return { places: [{ from: 0, address: other.address, postcode: other.postcode }], sics: span.sics };
  };
  // Groups at one address: one or several sisters.
  if (form && roll.chance(0.5)) {
    add(whole(`${base} ${roll.one(ENDINGS)}`));
    if (roll.chance(0.3)) add(whole(`${mark} ${roll.one(ENDINGS)}`), { sics: roll.one(real).sic_codes });
    if (roll.chance(0.3)) add(whole(`${base} (${roll.one(TOWNS)})`));
  }
  // A successor: begins when this one ends, at the same address, with the same business.
  if (form && span.last < LAST && roll.chance(0.02))
    add(whole(`${mark} ${roll.one(ENDINGS)} ${roll.one(ENDINGS)}`), {
      first: span.last + 1,
      last: LAST,
      size: span.size,
    });
  // Numbers and letters that tell apart, at the same address.
  if (/\d/.test(base) && roll.chance(0.8)) add(whole(base.replace(/\d/, (d) => `${(Number(d) + 1) % 10}`)));
  else if (form && roll.chance(0.05)) {
    add(whole(`${base} ${roll.one(['2', '3', 'No.2', 'II', 'B'])}`));
    add(whole(`${base} ${roll.one(['4', '5', 'No.6', 'IV', 'C'])}`));
  }
  // The other points of the compass, and other towns: trusts, councils, colleges.
  const compass = /\b(north|south|east|west)(ern)?\b/i.exec(base);
  if (compass) {
    const turned = { north: 'south', south: 'north', east: 'west', west: 'east' }[compass[1]!.toLowerCase()]!;
    add(fit(name.replace(compass[1]!, turned[0]!.toUpperCase() + turned.slice(1)), name), elsewhere());
  }
  const town = row.address
    .split(', ')
    .find((part) => part.length > 3 && name.toLowerCase().includes(part.toLowerCase()));
  if (town) {
    add(fit(name.replace(new RegExp(town, 'i'), roll.one(TOWNS)), name), elsewhere());
    if (roll.chance(0.5)) add(fit(name.replace(new RegExp(town, 'i'), roll.one(TOWNS)), name), elsewhere());
  }
  // Saints are many.
  if (/\bst\.? |\bsaint /i.test(name))
    add(
      fit(
        name.replace(/\b(st\.?|saint) \w+/i, `St ${roll.one(['Mary', 'John', 'Peter', 'Anne', 'Luke'])}`),
        name,
      ),
      elsewhere(),
    );
  // Franchises, and names that are one letter apart, elsewhere.
  if (form && roll.chance(0.05)) {
    add(whole(`${base} (${roll.one(TOWNS)})`), elsewhere());
    add(whole(`${base} (${roll.one(TOWNS)})`), elsewhere());
  }
  if (roll.chance(0.04) && base.length > 4) {
    const at = 1 + roll.upTo(Math.min(8, base.length - 2));
    if (/[a-z]/i.test(base[at]!))
      add(whole(base.slice(0, at) + roll.one([...'aeinorst']) + base.slice(at + 1)), {
        ...elsewhere(),
        sics: roll.one(real).sic_codes,
      });
  }
  // The same trade under another name in the same building, and whoever moved in afterwards.
  if (roll.chance(0.08))
    add(
      whole(`${roll.one(MARKS)} ${base.split(' ').slice(1).join(' ') || 'Services'}`),
      roll.chance(0.1) ? { first: Math.min(LAST, span.last + 1), last: LAST } : {},
    );
  // The same name in another place: rare, but it is so.
  if (/(school|hospice|church|college)$/i.test(name) && roll.chance(0.3)) {
    made.push({ ...span, ...elsewhere(), id: `same-${i}`, names: [{ from: 0, name }] });
  }
  return made;
}

/** Two invented employers of one name would be one to anybody. */
const spelling = (text: string) =>
  letters(
    bare(text)
      .replace(/\bthe\b/gi, '')
      .replace(/&/g, 'and'),
  );
const letters = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** One row for most years of its span, each as that year's list was copied. */
function reports(roll: Dice, span: Span): YearRow[] {
  const rows: YearRow[] = [];
  const typedForm = roll.upTo(6);
  let { size } = span;
  for (let year = span.first; year <= span.last; year++) {
    // Some years were only partly to be had.
    if ((year === 2018 || year === 2020 || year === 2023) && roll.chance(0.3)) continue;
    if (roll.chance(0.04)) continue;
    if (roll.chance(0.08)) size = Math.max(0, Math.min(5, size + (roll.chance(0.5) ? 1 : -1)));
    // Lists were copied at once or years later; only then the register has another name beside the one reported.
    const copied = roll.chance(0.55) ? year : Math.min(LAST, year + 1 + roll.upTo(4));
    const name = inForce(span.names, year).name;
    const now = inForce(span.names, copied).name;
    const written = span.typed || year === FIRST ? typed(roll, name, typedForm) : fromRegister(roll, name);
    const place = inForce(span.places, roll.chance(0.3) ? copied : year);
    rows.push({
      truth: span.id,
      employer_name: written,
      address: roll.chance(0.35) ? addressAgain(roll, place.address) : place.address,
      postcode: roll.chance(0.015)
        ? ''
        : roll.chance(0.06)
          ? place.postcode.replace(' ', '')
          : place.postcode,
      sic_codes: roll.chance(0.06) ? '' : roll.chance(0.07) ? span.sics.split(', ')[0]! : span.sics,
      employer_size: SIZES[roll.chance(0.01) ? 6 : size]!,
      current_name: now === name ? '' : now,
      year: String(year),
    });
  }
  return rows;
}

const inForce = <T extends { from: number }>(of: T[], year: number): T =>
  of.findLast((one) => one.from <= year) ?? of[0]!;

/** The register writes a name nearly always in one way. */
function fromRegister(roll: Dice, name: string): string {
  if (roll.chance(0.94)) return name;
  if (roll.chance(0.5)) return name.toUpperCase();
  return roll.one<(n: string) => string>([
    (n) => n.replace(/^THE (.+?)( LIMITED)?$/i, '$1$2(THE)'),
    (n) => n.replace(/ LIMITED$/i, ' LTD'),
    (n) => n.replace(/&/g, 'AND'),
    (n) => n.replace(/[.']/g, ''),
  ])(name);
}

/** As the employer's own people typed it: each has a way of its own, and slips. */
function typed(roll: Dice, name: string, way: number): string {
  let text = name;
  if (way === 0 || roll.chance(0.1)) text = text.replace(/\bLIMITED\b/i, roll.one(['Ltd', 'Ltd.', 'LTD']));
  else if (way === 1) text = text.replace(/\bLTD\.?$/i, 'Limited');
  if (way === 2 || roll.chance(0.1))
    text = text.includes('&') ? text.replace(/\s*&\s*/g, ' and ') : text.replace(/ and /i, ' & ');
  if (way === 3 && roll.chance(0.5)) text = /^the /i.test(text) ? text.slice(4) : `The ${text}`;
  if (roll.chance(0.4)) text = titled(text);
  if (roll.chance(0.05)) text = text.replace(/\bNHS\b/i, roll.one(['N H S', 'N.H.S.', 'Nhs']));
  if (roll.chance(0.05))
    text = text.replace(/\bC\.?I\.?C\.?\b/i, roll.one(['C.I.C.', 'CIC', 'Community Interest Company']));
  if (roll.chance(0.03)) text = text.replace(/\bCompany\b/i, 'Co').replace(/\bManagement\b/i, 'Mgmt');
  if (roll.chance(0.03)) text = text.replace(/\bUniversity\b/i, 'Univ').replace(/\bInternational\b/i, 'Intl');
  if (roll.chance(0.03)) text = text.replace(/\bSt\.? /i, 'Saint ').replace(/\bServices\b/i, 'Service');
  if (roll.chance(0.02)) text = text.replace(/[(),]/g, '');
  if (roll.chance(0.02)) text = text.replace(/\b(Borough|City|District|County|Metropolitan) /i, '');
  if (roll.chance(0.01)) text = `${text} (formerly ${roll.one(MARKS)} ${roll.one(ENDINGS)})`;
  if (roll.chance(0.015)) text = slip(roll, text);
  if (roll.chance(0.02)) text = ` ${text.replace(' ', '  ')} `;
  return text;
}

const titled = (text: string) => text.toLowerCase().replace(/(^|[\s(&-])\w/g, (c) => c.toUpperCase());

/** A letter left out, doubled, or two the wrong way round. */
function slip(roll: Dice, text: string): string {
  const at = 2 + roll.upTo(Math.max(1, text.length - 8));
  if (!/[a-z]{2}/i.test(text.slice(at, at + 2))) return text;
  return roll.one([
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + text[at] + text.slice(at),
    text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2),
  ]);
}

/** The same address as another year writes it. */
function addressAgain(roll: Dice, address: string): string {
  const parts = address.split(', ');
  const end = parts.length - 1;
  if (roll.chance(0.4)) {
    const land = parts.findIndex((p) => /^(England|United Kingdom|UK|Scotland)$/i.test(p));
    if (land >= 0) parts.splice(land, 1);
    else parts.splice(end, 0, roll.one(['England', 'United Kingdom']));
  }
  if (roll.chance(0.2) && parts.length > 4) parts.splice(0, 1);
  if (roll.chance(0.2) && parts.length > 4) parts.splice(-3, 1);
  let text = parts.join(roll.chance(0.8) ? ', ' : ' ');
  if (roll.chance(0.2)) text = text.replace(/\bStreet\b/, 'St').replace(/\bRoad\b/, 'Rd');
  if (roll.chance(0.1)) text = text.toUpperCase();
  return text;
}

/** How well rows were put together: pairs found that are true, true pairs that were found. */
export function pairwise(
  truth: readonly string[],
  found: readonly string[],
): { precision: number; recall: number } {
  const pairs = (keys: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    let sum = 0;
    for (const n of counts.values()) sum += (n * (n - 1)) / 2;
    return sum;
  };
  const both = pairs(truth.map((t, i) => `${t}\u0000${found[i]}`));
  return { precision: both / pairs(found), recall: both / pairs(truth) };
}

/** What comparing only letters and digits of names gives: what a rule has to be better than. */
export const lettersAndDigits = (rows: readonly YearRow[]): string[] =>
  rows.map((row) => letters(row.employer_name));
