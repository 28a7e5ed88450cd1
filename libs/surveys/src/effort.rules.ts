import { choicesOf, type Instrument, type Item, type Section } from './instrument.rules.js';

/** What one page has to read and to answer. */
interface Load {
  section: Section;
  items: Item[];
}

/** Words an adult reads in a minute, silently, in English (Brysbaert 2019, a mean over 190 studies). */
const WORDS_A_MINUTE = 238;
/** Minutes it takes to decide on an answer and choose it, once it has been read. */
const TO_CHOOSE = 5 / 60;
/** Minutes it takes to write a few words of one's own. */
const TO_WRITE = 30 / 60;

/**
 * Minutes a person needs for these pages, not rounded: every word on them at a reading speed, and some seconds a
 * question (docs/decisions/0023). Comments, which may be left out, are not counted.
 */
export function effort(instrument: Instrument, pages: readonly Load[]): number {
  let minutes = 0;
  let section: string | undefined;
  for (const page of pages) {
    // The words above a part stand on each of its pages and are read on the first.
    if (page.section.id !== section) minutes += words(page.section.intro) / WORDS_A_MINUTE;
    section = page.section.id;
    for (const item of page.items)
      minutes +=
        itemWords(instrument, item) / WORDS_A_MINUTE + (item.type.endsWith('_text') ? TO_WRITE : TO_CHOOSE);
  }
  return minutes;
}

/** The same in whole minutes, at least one. */
export const minutesFor = (instrument: Instrument, pages: readonly Load[]): number =>
  Math.max(1, Math.round(effort(instrument, pages)));

const itemWords = (instrument: Instrument, item: Item): number =>
  words(
    item.label,
    item.help,
    item.dontKnow,
    ...choicesOf(instrument, item).flatMap((choice) => [choice.label, choice.help]),
    ...(item.points ?? []).flatMap((point) => [point.label, point.anchor]),
  );

const words = (...texts: (string | undefined)[]): number =>
  texts.reduce((sum, text) => sum + (text?.trim().split(/\s+/).filter(Boolean).length ?? 0), 0);
