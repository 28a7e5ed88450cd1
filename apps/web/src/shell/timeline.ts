import type { Actor } from '#platform';

/** What the timeline gets of a fact. */
export interface TimelineFact {
  kind: string;
  at: Date;
  actor: Actor;
  subject: string | null;
  data: Record<string, unknown>;
}

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

/** Kind of fact → how the timeline says it. Each domain folder of the web exports one. */
export type TimelineWords = Record<string, (fact: TimelineFact) => TimelineEntry>;
