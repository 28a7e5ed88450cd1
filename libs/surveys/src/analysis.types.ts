import type { Interval, MeanChange, OptionChange } from './change.rules.js';
import type { Countable, CountingTally, CountingWindow } from './counting.rules.js';
import type { Answers, Instrument } from './instrument.rules.js';
import type { Judged } from './verdict.rules.js';
import type { WaveToWaveView } from './wave-to-wave.rules.js';

/** Why somebody who was asked has no counted answer; nothing said: "no answer". */
export type LossReason = 'closed' | 'objected' | 'undelivered' | 'refused' | 'no answer';

/** An employer on the list, as its record stood when the wave closed. Merged records are on the list too. */
export interface AnalysisEmployer {
  id: string;
  /** The record it was merged into; its answers and invitations go to the survivor. */
  mergedInto?: string | null;
  sector?: string | null;
  sizeBand?: string | null;
  /** GSS code. */
  localAuthority?: string | null;
  /** By wave id: on the frozen list (undelivered included, closed or objecting before opening not)? No entry: no. */
  waves: Readonly<Record<string, { invited: boolean; reason?: string | null }>>;
}

/** One row of answers, counted or not. Answers to items that were not shown may still be there. */
export interface AnalysisAnswer extends Countable {
  answers: Answers;
  /** The respondent's role, where the instrument has no item for it. */
  role?: string | null;
}

/** A wave: `closes` and `countedUntil` are days, `2027-04-04`, that end in Europe/London. */
export interface AnalysisWave extends CountingWindow {
  id: string;
  /** `2027-03-01`; waves are taken in this order. */
  opens: string;
  rows: readonly AnalysisAnswer[];
}

export interface AnalysisInput {
  instrument: Instrument;
  employers: readonly AnalysisEmployer[];
  waves: readonly AnalysisWave[];
  /** Fewest matched for a figure of change; 10 when not given, refused below 5. */
  minimumMatched?: number;
  /** Fewest answers of a figure that others than the area's own may see; 10 when not given, refused below 5. */
  threshold?: number;
}

export interface WaveFigures extends CountingTally {
  invited: number;
  /** Invited employers with a counted answer. */
  answered: number;
  /** null when nobody was invited. */
  responseRate: number | null;
  responseRateCi95: Interval | null;
}

/** n scored and their mean; `mean` is null when n = 0. */
export interface Level {
  n: number;
  mean: number | null;
}

/** Mean of turned values; distribution of answers as given, by point, `dk`, `missing`, `notAsked`. */
export interface ItemLevel extends Level {
  distribution: Record<string, number>;
}

export interface ItemResult {
  reverse: boolean;
  before: ItemLevel;
  after: ItemLevel;
  change: Judged<MeanChange>;
}

export interface ScaleResult {
  before: Level;
  after: Level;
  change: Judged<MeanChange>;
}

/** Of those who answered the item. */
export interface OptionLevel {
  n: number;
  chosen: number;
  share: number | null;
}

export interface OptionResult {
  before: OptionLevel;
  after: OptionLevel;
  change: Judged<OptionChange>;
}

export interface GroupAttrition {
  before: number;
  matched: number;
  lost: number;
}

export interface Attrition {
  before: number;
  after: number;
  matched: number;
  lost: number;
  /** Only the reasons there are. */
  lostReasons: Partial<Record<LossReason, number>>;
  new: number;
  neither: number;
  retention: number | null;
  retentionCi95: Interval | null;
  /** Core score at the first wave of those matched against those lost. */
  coreBeforeMatched: Level;
  coreBeforeLost: Level;
  bySector: Record<string, GroupAttrition>;
  bySize: Record<string, GroupAttrition>;
  /** What others than the area's own may see of the two waves. */
  view: WaveToWaveView;
}

export interface RespondentResult {
  /** Matched employers where somebody else answered the second time. */
  otherPerson: number;
  otherRole: number;
  /** Core change where the same person answered; with fewer than the minimum only `n`. */
  coreChangeSamePerson: MeanChange | { n: number };
}

export type SingleCounts = Record<string, number>;

export interface PairResult {
  attrition: Attrition;
  respondent: RespondentResult;
  /** Counts of each choice, by item. */
  singles: Record<string, { before: SingleCounts; after: SingleCounts }>;
  items: Record<string, ItemResult>;
  scales: Record<string, ScaleResult>;
  /** By multi item, then choice. */
  options: Record<string, Record<string, OptionResult>>;
  /** Core change by breakdown, then group. */
  coreByGroup: Record<'sector' | 'size_band' | 'local_authority', Record<string, Judged<MeanChange>>>;
  /** Core change of those in no group of a breakdown, judged by itself; only where there are such pairs. */
  coreNotKnown?: Partial<Record<'sector' | 'size_band' | 'local_authority', Judged<MeanChange>>>;
}

export interface Analysis {
  minimumMatched: number;
  /** Without those merged into another. */
  employers: number;
  waves: Record<string, WaveFigures>;
  /** By `first->second`, for every two waves in order. */
  pairs: Record<string, PairResult>;
  /** By wave, employer, scale; null: too few items answered. */
  scores: Record<string, Record<string, Record<string, number | null>>>;
}
