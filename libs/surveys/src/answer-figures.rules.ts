import type { Answers, Instrument, Item } from './instrument.rules.js';
import { itemsOf } from './instrument.rules.js';

/** The ten standards of Thriving at Work in their order: six core ones, four for larger and public organisations. */
const STANDARDS = [
  'std_plan',
  'std_aware',
  'std_talk',
  'std_work',
  'std_manage',
  'std_check',
  'enh_report',
  'enh_lead',
  'enh_disclose',
  'enh_support',
];
/** The item that asks what help was looked for and not found; its exclusive choices say: none. */
const UNMET = 'gap_kinds';

/**
 * What figures are made of, of an answer to an instrument that asks it: `s1` … `s10`, the points given to the ten standards
 * (null: not known, not asked or left out), and `unmet`, the kinds of help looked for and not found. `answers`: what was
 * shown. Nothing for an instrument that does not ask about the standards.
 */
export function answerFigures(instrument: Instrument, answers: Answers): Record<string, unknown> {
  const items = new Map(itemsOf(instrument).map((item) => [item.id, item]));
  if (!STANDARDS.some((id) => items.has(id))) return {};
  const points = STANDARDS.map((id, n) => {
    const answer = answers[id];
    return [`s${n + 1}`, typeof answer === 'number' ? answer : null];
  });
  return { ...Object.fromEntries(points), unmet: unmetOf(items.get(UNMET), answers[UNMET]) };
}

function unmetOf(item: Item | undefined, answer: unknown): string[] {
  const none = new Set(item?.choices?.filter((choice) => choice.exclusive).map((choice) => choice.value));
  return Array.isArray(answer) ? answer.filter((value) => !none.has(value)).map(String) : [];
}
