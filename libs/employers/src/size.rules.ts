import { bandOf, type SizeBand } from './employer.rules.js';
import { isNothing } from './nothing.rules.js';
import { quoted } from './quoted.rules.js';

/** What a size cell says. `from` is the least number of people it allows. */
export interface SizeReading {
  headcount: number | null;
  reportedSize: string | null;
  sizeBand: SizeBand | null;
  peopleFrom: number | null;
  doubt?: string;
  wrong?: string;
}

const nothing: SizeReading = { headcount: null, reportedSize: null, sizeBand: null, peopleFrom: null };
const N = String.raw`(\d{1,3}(?:[,. '’\u00A0]\d{3})+|\d+)`;
const number = (text: string) => Number(text.replace(/\D/g, ''));
const MOST = 5_000_000;

/**
 * Reads "1,240", "about 7", "250 to 499", "Less than 250", "20,000 or more", "500+". A number becomes the headcount; a
 * range stays as reported, with a band only when every number in it falls in that one band (bands: employer.rules.ts).
 */
export function readSize(text: string): SizeReading {
  const typed = text.trim().replace(/\s+/g, ' ').slice(0, 100);
  if (isNothing(typed)) return nothing;
  const plain = typed
    .toLowerCase()
    .replace(/[–—−]/g, '-')
    .replace(
      /\b(?:people|persons?|staff|employees|employed|ftes?|headcount|workers|members of staff)\b\.?/g,
      '',
    )
    .trim();
  const read = (pattern: string) => new RegExp(`^${pattern}$`).exec(plain);
  if (read(`-\\s*${N}`))
    return { ...nothing, wrong: `The number of people cannot be less than nothing: ${quoted(typed)}.` };
  const exact = read(N) ?? read(String.raw`(\d+)\.0+`);
  if (exact) return ofHeadcount(number(exact[1]!), typed);
  const about =
    read(
      `(?:about|approx(?:imately)?\\.?|around|circa|ca\\.?|c\\.?|roughly|nearly|almost|some|est(?:imated)?\\.?|~|≈)\\s*${N}`,
    ) ?? read(`${N}\\s*(?:approx(?:imately)?\\.?|or so|ish|-ish)`);
  if (about) {
    const taken = ofHeadcount(number(about[1]!), typed);
    return taken.wrong ? taken : { ...taken, doubt: `${quoted(typed)} people: taken as ${taken.headcount}.` };
  }
  const range = read(`(?:between |from )?${N}\\s*(?:to|-|and|until|bis)\\s*${N}`);
  if (range) return ofRange(typed, number(range[1]!), number(range[2]!));
  const under = read(`(?:less than|fewer than|under|below|<)\\s*${N}`);
  if (under) return ofRange(typed, 0, number(under[1]!) - 1);
  const upTo = read(`(?:up to|at most|max(?:imum)?|<=|≤)\\s*${N}`) ?? read(`${N} or (?:fewer|less|under)`);
  if (upTo) return ofRange(typed, 0, number(upTo[1]!));
  const over = read(`(?:more than|over|above|>)\\s*${N}`);
  if (over) return ofRange(typed, number(over[1]!) + 1, Infinity);
  const least =
    read(`(?:at least|min(?:imum)?|from|>=|≥)\\s*${N}`) ??
    read(`${N}\\s*(?:\\+|or more|or over|and over|plus|and above)`);
  if (least) return ofRange(typed, number(least[1]!), Infinity);
  const part = read(String.raw`(\d{1,6})[.,](\d{1,2})`);
  if (part) return ofRange(typed, Number(part[1]), Number(part[1]) + 1);
  return {
    ...nothing,
    reportedSize: typed,
    doubt: `${quoted(typed)} is not a number of people; kept as it was reported.`,
  };
}

function ofHeadcount(headcount: number, typed: string): SizeReading {
  if (headcount > MOST)
    return { ...nothing, wrong: `${quoted(typed)} people is more than any employer has.` };
  return { headcount, reportedSize: null, sizeBand: bandOf(headcount) ?? null, peopleFrom: headcount };
}

function ofRange(typed: string, from: number, to: number): SizeReading {
  if (to < from || from > MOST)
    return {
      ...nothing,
      reportedSize: typed,
      doubt: `${quoted(typed)} is not a range of people; kept as it was reported.`,
    };
  const low = bandOf(Math.max(from, 1));
  const high = bandOf(to);
  return {
    headcount: null,
    reportedSize: typed,
    sizeBand: low && low === high ? low : null,
    peopleFrom: from,
  };
}
