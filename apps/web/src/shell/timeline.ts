import type { TimelineFact } from '#platform';

export type { TimelineFact };

/** One entry of a timeline, as shown. */
export interface TimelineEntry {
  /** Name of an icon of the `ico` macro. */
  icon: string;
  tone?: '' | 'red' | 'green' | 'heather';
  title: string;
  byline?: string;
  text?: string;
  link?: { href: string; text: string };
}

/** Kind of fact (of a contact also with its channel, `employers.contacted:mail`) → how the timeline says it. Each domain folder of the web exports one. */
export type TimelineWords = Record<string, (fact: TimelineFact) => TimelineEntry>;
