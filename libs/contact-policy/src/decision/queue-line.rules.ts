import { addDays, londonDay, startOfDay } from '#platform';
import { type Contact, nextAllowed } from './contact-limits.rules.js';
import { type ContactMessage, type ContactSettings, overrides, purposeOf } from './contact-policy.types.js';
import { longestDays } from './contact-rules.rules.js';
import { nextOpening } from './working-time.rules.js';

/** A message in line; it goes at this instant at the earliest, as far as is known yet. */
export interface InLine {
  message: ContactMessage;
  goesAt: Date;
}

/** Lower goes first where none is stated: surveys before engagement. */
const USUAL_PRIORITY = { service: 1, invitation: 3, engagement: 5 } as const;

/** Messages that wait together, and the contacts made so far: who may go when by them, and in which order. */
export class Line {
  private readonly calendar: Calendar;

  constructor(
    public waiting: InLine[],
    private contacts: readonly Contact[],
    private readonly settings: ContactSettings,
  ) {
    this.calendar = calendars.get(settings) ?? calendarOf(settings);
    calendars.set(settings, this.calendar);
  }

  /** The first instant at which somebody in line may go, and all who may then, in the order of turns. */
  nextTurn(): { at: Date; able: InLine[] } {
    // Contacts only ever move them on, so whoever is first is asked anew until that changes nothing.
    for (;;) {
      const first = this.waiting.reduce((a, b) => (b.goesAt < a.goesAt ? b : a));
      const at = this.earliest(first);
      if (at > first.goesAt) first.goesAt = at;
      else return { at, able: this.inOrder(this.waiting.filter((one) => this.mayGo(one, at))) };
    }
  }

  /** Whether the limits let one go at the instant of a turn, with the contacts made so far. */
  mayGo(one: InLine, at: Date): boolean {
    if (one.goesAt <= at) one.goesAt = this.earliest(one);
    return one.goesAt <= at;
  }

  /** By its day, sending hours and limits. */
  private earliest({ message, goesAt }: InLine, contacts = this.contacts): Date {
    const opening = (at: Date) => (overrides(message, 'hours') ? at : this.calendar.opening(at));
    let at = opening(goesAt);
    // A mailing's contact of one day is a new one on the next, so the day that comes out is looked at again.
    while (!overrides(message, 'limits')) {
      const freed = nextAllowed(message, contacts, this.settings, this.calendar.day(at));
      if (!freed || freed.day <= this.calendar.day(at)) break;
      at = opening(this.calendar.start(freed.day));
    }
    return at;
  }

  /** The day from which the limits let a message go at an instant; undefined where they count nothing against it. */
  freed(message: ContactMessage, at: Date): string | undefined {
    return nextAllowed(message, this.contacts, this.settings, this.calendar.day(at))?.day;
  }

  /** A message has gone. What is older than any limit reaches is forgotten. */
  add(message: ContactMessage, at: Date): void {
    const since = this.calendar.reach(this.calendar.day(at));
    this.contacts = this.with(message, at).filter((contact) => contact.day > since);
  }

  /** Overridden; what would expire before the next turn; priority; earlier due; id. */
  private inOrder(able: readonly InLine[]): InLine[] {
    const keyed = able.map((one) => ({
      one,
      key: [
        overrides(one.message, 'limits') ? 0 : 1,
        this.wouldBeLost(one, able) ? 0 : 1,
        one.message.priority ?? USUAL_PRIORITY[purposeOf(one.message)],
        (one.message.waitingSince ?? one.message.dueAt)?.getTime() ?? 0,
      ],
    }));
    keyed.sort((a, b) => {
      const differs = a.key.findIndex((part, i) => part !== b.key[i]);
      if (differs >= 0) return a.key[differs]! - b.key[differs]!;
      return a.one.message.id < b.one.message.id ? -1 : 1;
    });
    return keyed.map(({ one }) => one);
  }

  /** Whether it is of no use any more once another has had this turn. */
  private wouldBeLost(one: InLine, able: readonly InLine[]): boolean {
    const { employer, person, mailing, expiresAt } = one.message;
    if (expiresAt === null) return false;
    // All that is the same contact to it has the same effect.
    const kinds = new Map(
      able
        .filter((other) => other !== one)
        .map(({ message: m }) => [
          [m.employer === employer, m.person === person, m.mailing === mailing].join(),
          m,
        ]),
    );
    return [...kinds.values()].some((other) => this.earliest(one, this.with(other, one.goesAt)) >= expiresAt);
  }

  private with({ channel, employer, person, mailing }: ContactMessage, at: Date): Contact[] {
    return [
      ...this.contacts,
      { day: this.calendar.day(at), kind: channel, agency: 'own', employer, person, mailing },
    ];
  }
}

/** Days and openings by an area's settings. Reading a calendar is slow, and a line asks for the same again and again. */
interface Calendar {
  day(at: Date): string;
  start(day: string): Date;
  opening(at: Date): Date;
  /** The day whose contacts no limit counts any more. */
  reach(day: string): string;
}
const calendars = new WeakMap<ContactSettings, Calendar>();

function calendarOf(settings: ContactSettings): Calendar {
  const day = remembered((ms: number) => londonDay(new Date(ms)));
  const opening = remembered((ms: number) => nextOpening(new Date(ms), settings));
  const longest = longestDays(settings);
  return {
    day: (at) => day(at.getTime()),
    start: remembered(startOfDay),
    opening: (at) => opening(at.getTime()),
    reach: remembered((from) => addDays(from, -longest)),
  };
}

function remembered<K, V>(ask: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const answer = known.get(key) ?? ask(key);
    known.set(key, answer);
    return answer;
  };
}
