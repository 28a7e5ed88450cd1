/** Fewest answers a figure may rest on before others than the area's own see it. */
export const THRESHOLD = 10;

/** What of two waves others than the area's own may see, in one cell. */
export interface WaveToWaveView {
  /** The level of all who answered the first time. */
  before: boolean;
  /** The level of all who answered the second time. */
  after: boolean;
  /** The levels of those who answered both times, beside their change. */
  matchedLevels: boolean;
  change: boolean;
}

/**
 * docs/design/surveys.md, section 5.7: nothing that, less something else that is shown, would tell of fewer than
 * `threshold`. `before`, `after` and `matched` count answers in the first wave, the second and both; the first is public
 * by then.
 */
export function waveToWaveView(
  { before, after, matched }: { before: number; after: number; matched: number },
  threshold: number = THRESHOLD,
): WaveToWaveView {
  const shown = { before: before >= threshold, after: after >= threshold };
  if (matched < threshold) return { ...shown, matchedLevels: false, change: false };
  const enough = (rest: number) => rest >= threshold;
  const matchedLevels = before === matched || enough(before - matched);
  const rest = after - matched;
  return { ...shown, after: enough(rest) || (matchedLevels && rest === 0), matchedLevels, change: true };
}
