import { minutesFor } from './effort.rules.js';
import type { Answers } from './instrument.rules.js';
import { type Instrument, type Item, type ItemType, type Section, shownItems } from './instrument.rules.js';

/** One page of a questionnaire: one item, or a few short ones of the same kind. */
export interface SurveyPage {
  /** Id of its first item; also its address. */
  id: string;
  section: Section;
  items: Item[];
  /** One of the standards, whose every level says what one would see. */
  standard: boolean;
}

const MOST_ON_A_PAGE = 5;

const isAnchored = (item: Item): boolean =>
  item.type === 'scale' && !!item.points?.every((point) => point.anchor);

/** A scored item whose every level says what one would see: what the change page shows one by one. */
export const isStandard = (instrument: Instrument, item: Item): boolean =>
  isAnchored(item) && instrument.scoring.scales.some((scale) => scale.items.includes(item.id));

/** The standards of an instrument, in their order. */
export const standardsOf = (instrument: Instrument): Item[] =>
  instrument.sections.flatMap((section) => section.items.filter((item) => isStandard(instrument, item)));

const shares: ItemType[] = ['single', 'scale', 'number', 'short_text', 'date'];
const standsAlone = (item: Item): boolean => !!item.showIf || isAnchored(item) || !shares.includes(item.type);

/**
 * All pages of an instrument in their order. An item with levels to read, with several choices, with a long text or
 * with a condition has a page of its own, so that a page is shown or hidden as a whole.
 */
export function allPages(instrument: Instrument): SurveyPage[] {
  const pages: SurveyPage[] = [];
  for (const section of instrument.sections) {
    let open: SurveyPage | undefined;
    for (const item of section.items) {
      const joins =
        open && !standsAlone(item) && open.items[0]!.type === item.type && open.items.length < MOST_ON_A_PAGE;
      if (joins) open!.items.push(item);
      else {
        const page = { id: item.id, section, items: [item], standard: isStandard(instrument, item) };
        pages.push(page);
        open = standsAlone(item) ? undefined : page;
      }
    }
  }
  return pages;
}

/** The pages shown for the answers so far. */
export function shownPages(instrument: Instrument, answers: Answers): SurveyPage[] {
  const shown = shownItems(instrument, answers);
  return allPages(instrument).filter((page) => shown.has(page.items[0]!.id));
}

/** Where a page stands. */
export interface Progress {
  /**
   * "Page 3 of 19": the pages behind one, and all that can still come. Answers hide pages, so that the second number falls
   * on the way; it never rises, and the first goes up one by one.
   */
  place: string;
  /** Whole minutes still to go, at least 1, counted over all that can still come: it never rises on the way. */
  minutesLeft: number;
  /** Share of the pages already behind one, 0 to 1. */
  done: number;
  previous?: string;
  next?: string;
}

/** Progress on the page with this id; it must be among `pages`, those shown. */
export function progress(instrument: Instrument, pages: SurveyPage[], pageId: string): Progress {
  const at = pages.findIndex((page) => page.id === pageId);
  const every = allPages(instrument);
  const before = every.findIndex((page) => page.id === pageId);
  return {
    place: `Page ${at + 1} of ${at + every.length - before}`,
    minutesLeft: minutesFor(instrument, every.slice(before)),
    done: before / every.length,
    previous: pages[at - 1]?.id,
    next: pages[at + 1]?.id,
  };
}
