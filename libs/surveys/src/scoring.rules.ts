import { type Answer, type Answers, DONT_KNOW, type Item, type ScaleScore } from './instrument.rules.js';

/**
 * The value an answer counts with: turned round for a reverse item (low + high − answer, so higher is better), and
 * undefined for missing and `dk`, which do not score. Only for scale items.
 */
export function turned(item: Item, answer: Answer | null | undefined): number | undefined {
  if (typeof answer !== 'number' || !item.points?.length) return undefined;
  const low = item.points[0]!.value;
  const high = item.points.at(-1)!.value;
  return item.reverse ? low + high - answer : answer;
}

/**
 * Score of a scale, 0 to 100, or null when fewer than `minimumAnswered` of its items score. Mean of the scored items,
 * rescaled; nothing imputed, nothing rounded. `items` is every item of the instrument by id;
 * `answers` only what was shown.
 */
export function scaleScore(
  scale: ScaleScore,
  items: ReadonlyMap<string, Item>,
  answers: Answers,
): number | null {
  let sum = 0;
  let scored = 0;
  for (const id of scale.items) {
    const item = items.get(id);
    const value = item && turned(item, answers[id]);
    if (value === undefined) continue;
    sum += value;
    scored += 1;
  }
  if (scored === 0 || scored < scale.minimumAnswered) return null;
  const [low, high] = scale.rescale.from;
  return (100 * (sum - low * scored)) / (scored * (high - low));
}

/** What lies at an item for one counted answer. `notAsked` is: not shown to them. */
export type StandardStanding = 'scored' | 'dk' | 'missing' | 'notAsked';

/** The standing of a scale item's answer; `shown` tells whether the item was shown for these answers. */
export function standing(item: Item, answer: Answer | null | undefined, shown: boolean): StandardStanding {
  if (!shown) return 'notAsked';
  if (answer === DONT_KNOW) return 'dk';
  return turned(item, answer) === undefined ? 'missing' : 'scored';
}
