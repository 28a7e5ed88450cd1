import { DateTime } from 'luxon';
import { LONDON } from '#platform';
import type { SampleWorld } from './sample-world.js';

/** An employer of the sample with the person to write to. */
export interface Member {
  /** Its place in the story; what happens to it follows from this number. */
  n: number;
  employerId: string;
  employerName: string;
  postcode: string | null;
  sector: string;
  contactId: string;
  contact: { name: string; email: string };
}

/** What happens at an instant. */
export interface Scene {
  at: Date;
  play: (world: SampleWorld) => Promise<void>;
  /** Scenes that can only be told once this one was played; none before its instant. */
  leadsTo?: (world: SampleWorld) => Promise<Scene[]>;
}

/** Plays the scenes in the order of their instants, and sends after each what is due by then; `reached` hears each instant. */
export async function playAll(
  world: SampleWorld,
  scenes: Scene[],
  until: Date,
  reached: (at: Date) => void,
): Promise<void> {
  const ahead = scenes.filter((scene) => scene.at <= until);
  while (ahead.length) {
    const next = ahead.reduce((first, scene) => (scene.at < first.at ? scene : first));
    ahead.splice(ahead.indexOf(next), 1);
    world.clock.moveTo(next.at);
    reached(next.at);
    await next.play(world);
    await world.post();
    const more = (await next.leadsTo?.(world)) ?? [];
    ahead.push(...more.filter((scene) => scene.at <= until));
  }
}

/** Days of the story, counted from the real today; London time. */
export class Calendar {
  private readonly today: DateTime;

  constructor(now: Date) {
    this.today = DateTime.fromJSDate(now, { zone: LONDON }).startOf('day');
  }

  /**
   * The instant so many months and days from today (negative: before) at an hour; moved off a weekend, backwards.
   * `later` working days after that one.
   */
  at(span: { months?: number; days?: number }, hour = 10, minute = 0, later = 0): Date {
    let day = this.today.plus(span);
    while (day.weekday > 5) day = day.minus({ days: 1 });
    for (let i = 0; i < later; i++) day = day.plus({ days: day.weekday === 5 ? 3 : 1 });
    return day.set({ hour, minute }).toJSDate();
  }

  /** The same, as a London day for a date field. */
  day(span: { months?: number; days?: number }): string {
    return this.today.plus(span).toISODate()!;
  }
}

/** Who plays which part; numbers are `Member.n`. Everything invented follows from these. */
export const cast = {
  /** Employers somebody talks to at all. */
  members: 60,
  /** Signed before the baseline, 0 to 37. */
  signedBefore: 38,
  /** Signed since, so not asked at the baseline. */
  signedSince: [38, 39],
  /** Signature ended without review. */
  lapsed: 0,
  /** Review overdue; due in days; due within three months. */
  overdue: 1,
  dueSoon: 2,
  dueLater: 3,
  /** The address of its contact does not exist (any more). */
  bounced: 37,
  /** The mail server goes away without an answer about mail to it; a report that names no mail of ours names its address. */
  silent: 35,
  /** Its mailbox is full when the follow-up comes. */
  full: 33,
  /** Says no by mail at the follow-up; reports it as spam. */
  leaves: 36,
  complains: 34,
  /** Is on leave at the baseline. */
  away: 4,
  /** Asked for peace until a date. */
  atPeace: 40,
  /** One booked this month has an address that does not exist. */
  bouncedDelegate: 20,
  /** Answered the baseline in time: 0 to 29. */
  answeredBaseline: 30,
  /** Answered after the closing day, and still counts. */
  late: 30,
  /** Began and did not send in, at the baseline and at the follow-up. */
  begunBaseline: 31,
  begunFollowUp: 17,
  /** Answered the follow-up so far: 1 to 16, and one who had not answered before. */
  answeredFollowUp: 16,
  newAtFollowUp: 32,
  /** Asked just before the follow-up to hear nothing for so many days from today: theirs goes this week or next. */
  resting: [
    { n: 24, days: 4 },
    { n: 26, days: 5 },
    { n: 27, days: 9 },
    { n: 28, days: 11 },
  ],
} as const;
