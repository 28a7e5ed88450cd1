import { DateTime } from 'luxon';
import { CodedError, ZONE } from '#platform';

/** When a wave's answers count. Days are `2027-04-04`. */
export interface CountingWindow {
  /** Last day of the wave. */
  closes: string;
  /** Last day on which a late answer still counts; 14 days after `closes` when not given. */
  countedUntil?: string | null;
  /** IANA name; Europe/London when not given. */
  timezone?: string;
}

/** What the choice of the counted answer looks at. */
export interface Countable {
  employerId: string;
  /** Who answered. Without it, an answer is of a respondent of its own. */
  respondentId?: string | null;
  /** The person the employer named to answer. */
  designated?: boolean;
  /** Submitted, not only saved. */
  complete: boolean;
  /** Instant of submission; needed when complete. */
  submittedAt?: Date | null;
  /** The coordinator's choice, made with a reason before freezing. */
  chosen?: boolean;
}

/** How the rows of a wave came to count. `rows` is the sum of the next four and `counted`. */
export interface CountingTally {
  rows: number;
  partial: number;
  tooLate: number;
  supersededByCorrection: number;
  secondContact: number;
  lateCounted: number;
  counted: number;
}

/** The one counted answer of an employer. `late`: after `closes`, by `countedUntil`. */
export interface Counted<T> {
  answer: T;
  late: boolean;
}

/** Days between `closes` and `countedUntil`. */
const LATE_DAYS = 14;

/** `countedUntil` of a wave that says only when it closes. */
export const countedUntilOf = (window: CountingWindow): string =>
  window.countedUntil || DateTime.fromISO(window.closes).plus({ days: LATE_DAYS }).toISODate()!;

/** First instant after a local day; what ends with that day ends before it, whatever the clocks do that night. */
const dayEnd = (day: string, zone: string): number =>
  DateTime.fromISO(day, { zone }).startOf('day').plus({ days: 1 }).toMillis();

/**
 * One counted answer per employer: drop partial ones; drop those after
 * `countedUntil`; follow merged records to the survivor; per respondent the latest; the coordinator's choice if there
 * is one, else the designated respondent's, else that of the respondent who first submitted. Never averaged.
 * `survivor` turns an employer's id into that of the record it lives on in. Equal instants: the later row is the
 * later answer. Returns the counted answers by surviving employer, in the order of their ids, and the tally.
 */
export function countedAnswers<T extends Countable>(
  rows: readonly T[],
  window: CountingWindow,
  survivor: (employerId: string) => string = (id) => id,
): { counted: Map<string, Counted<T>>; tally: CountingTally } {
  const zone = window.timezone || ZONE;
  const closesEnd = dayEnd(window.closes, zone);
  const countedEnd = dayEnd(countedUntilOf(window), zone);
  const tally: CountingTally = {
    rows: rows.length,
    partial: 0,
    tooLate: 0,
    supersededByCorrection: 0,
    secondContact: 0,
    lateCounted: 0,
    counted: 0,
  };
  const byEmployer = new Map<string, Map<string, Respondent<T>>>();
  rows.forEach((answer, order) => {
    if (!answer.complete || !answer.submittedAt) {
      tally.partial += 1;
      return;
    }
    const at = answer.submittedAt.getTime();
    if (at >= countedEnd) {
      tally.tooLate += 1;
      return;
    }
    const employerId = survivor(answer.employerId);
    const respondents = byEmployer.get(employerId) ?? new Map<string, Respondent<T>>();
    byEmployer.set(employerId, respondents);
    const key = answer.respondentId ? `id ${answer.respondentId}` : `row ${order}`;
    const known = respondents.get(key);
    if (!known) {
      respondents.set(key, {
        latest: answer,
        at,
        first: at,
        designated: !!answer.designated,
        chosen: !!answer.chosen,
      });
      return;
    }
    tally.supersededByCorrection += 1;
    known.designated ||= !!answer.designated;
    known.chosen ||= !!answer.chosen;
    known.first = Math.min(known.first, at);
    if (at >= known.at) {
      known.latest = answer;
      known.at = at;
    }
  });

  const counted = new Map<string, Counted<T>>();
  for (const employerId of [...byEmployer.keys()].sort(byText)) {
    const respondents = [...byEmployer.get(employerId)!.values()];
    const kept = respondents.reduce((best, next) => (before(next, best) ? next : best));
    const late = kept.at >= closesEnd;
    counted.set(employerId, { answer: kept.latest, late });
    tally.secondContact += respondents.length - 1;
    tally.counted += 1;
    if (late) tally.lateCounted += 1;
  }
  return { counted, tally };
}

interface Respondent<T> {
  latest: T;
  at: number;
  first: number;
  designated: boolean;
  chosen: boolean;
}

/** Whether `a` is counted rather than `b`, which stands earlier in the rows. */
const before = <T>(a: Respondent<T>, b: Respondent<T>): boolean =>
  a.chosen !== b.chosen ? a.chosen : a.designated !== b.designated ? a.designated : a.first < b.first;

/** Order of ids and group names: by code unit, so that no machine's locale changes a table. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The surviving record of each employer: follows `mergedInto` to the end. Throws on a circle, and on a record merged
 * into one that is not there.
 */
export function survivors(
  employers: readonly { id: string; mergedInto?: string | null }[],
): Map<string, string> {
  const into = new Map(employers.map((e) => [e.id, e.mergedInto || undefined]));
  const found = new Map<string, string>();
  for (const { id } of employers) {
    const path = new Set([id]);
    let at = id;
    for (let next = into.get(at); next !== undefined; next = into.get(at)) {
      if (!into.has(next))
        throw wrongMerge(`Employer ${at} is merged into ${next}, which is not on the list.`);
      if (path.has(next)) throw wrongMerge(`Employer ${id} is merged in a circle.`);
      path.add(next);
      at = next;
    }
    found.set(id, at);
  }
  return found;
}

const wrongMerge = (message: string) => new CodedError('invalid', 'surveys.merge-wrong', message);
