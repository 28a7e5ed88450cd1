import { Controller, Get, Header, Param, Query, Render } from '@nestjs/common';
import { areaIdentities } from '#access';
import {
  calendarFeed,
  dayTitle,
  type FeedEvent,
  forEverybody,
  policyInWords,
  type SessionState,
  type SessionSummary,
  Sessions,
  type TrainingSessionView,
} from '#bookings';
import { Events } from '#events';
import { Clock, Database, london, notFound, Settings, type Tx } from '#platform';
import { Courses } from '#training';
import { isBookable, phaseOf, seatsInWords, sessionTones, sessionWords } from '../bookings/index.js';
import { Allow, CurrentUser, type Principal } from '../shell/index.js';
import {
  calendarAddress,
  calendarFilter,
  chosenOf,
  fitting,
  optionsOf,
  type Published,
} from './public.filter.js';

const CALENDAR = 'text/calendar; charset=utf-8';

/** What the network offers, for everybody. */
@Controller('network/:area/training')
export class PublicTrainingController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly sessions: Sessions,
    private readonly courses: Courses,
    private readonly events: Events,
  ) {}

  @Get()
  @Allow('training_session', 'list')
  @Render('training/views/calendar.njk')
  async calendar(@CurrentUser() who: Principal, @Query() query: unknown) {
    const now = this.clock.now();
    const all = await this.db.read([who.areaId], (tx) => this.published(tx, who.areaId, now, ['open']));
    const chosen = chosenOf(calendarFilter.parse(query), all);
    const shown = fitting(all, chosen);
    const path = `${this.settings.baseUrl}/network/${who.area!.slug}/training/calendar.ics`;
    const feed = calendarAddress(path, chosen);
    return {
      months: byMonth(shown, now),
      total: shown.length,
      any: all.length > 0,
      chosen,
      filtered: feed !== path,
      options: optionsOf(all, chosen),
      feed: { address: feed, subscribe: feed.replace(/^https?:/, 'webcal:') },
    };
  }

  /** The same sessions, by the same filter, for a calendar that has subscribed; also those that were cancelled. */
  @Get('calendar.ics')
  @Allow('training_session', 'list')
  @Header('Content-Type', CALENDAR)
  async feed(@CurrentUser() who: Principal, @Query() query: unknown): Promise<string> {
    const now = this.clock.now();
    const { all, name } = await this.db.read([who.areaId], async (tx) => ({
      all: await this.published(tx, who.areaId, now, ['open', 'cancelled']),
      name: (await areaIdentities(tx, [who.areaId])).get(who.areaId)!.network,
    }));
    const events = fitting(all, calendarFilter.parse(query)).flatMap((session) => this.days(session, who));
    return calendarFeed(name, events, now);
  }

  @Get(':sessionId')
  @Allow('training_session', 'see')
  @Render('training/views/public-session.njk')
  async session(@CurrentUser() who: Principal, @Param('sessionId') id: string) {
    const now = this.clock.now();
    const { session, course, event, others } = await this.db.read([who.areaId], async (tx) => {
      const session = await this.shown(tx, who, id);
      const isCourse = session.kind === 'course';
      const runs = await this.sessions.ofSubject(tx, who.areaId, session.subjectId);
      return {
        session,
        course: isCourse ? await this.courses.get(tx, session.subjectId) : undefined,
        event: isCourse ? undefined : await this.events.get(tx, session.subjectId),
        others: runs.filter((s) => s.id !== id && isBookable(s, now)),
      };
    });
    const start = session.dates[0]!.startsAt;
    return {
      session,
      course,
      event,
      words: sessionWords(session),
      seats: seatsInWords(session, now),
      bookable: isBookable(session, now),
      standing: closedWords(session, now),
      policy: policyInWords(session.policy, session.pricePence, start, now),
      others: others.map((s) => ({ id: s.id, days: sessionWords(s).days })),
    };
  }

  /** One session's days as a file. */
  @Get(':sessionId/calendar.ics')
  @Allow('training_session', 'see')
  @Header('Content-Type', CALENDAR)
  @Header('Content-Disposition', 'attachment; filename="training.ics"')
  async file(@CurrentUser() who: Principal, @Param('sessionId') id: string): Promise<string> {
    const session = await this.db.read([who.areaId], (tx) => this.shown(tx, who, id));
    return calendarFeed(session.title, this.days(session, who), this.clock.now());
  }

  /** A session of the area that the public may see: a draft, also one put away, is nobody's business. */
  private async shown(tx: Tx, who: Principal, id: string): Promise<TrainingSessionView> {
    const session = await this.sessions.get(tx, id);
    if (!session.openedAt || session.areaId !== who.areaId) throw notFound();
    return forEverybody(session);
  }

  /** Sessions in these states that were open to the public and have not begun, with what each is. */
  private async published(tx: Tx, areaId: string, now: Date, states: SessionState[]): Promise<Published[]> {
    const all = (await this.sessions.upcoming(tx, areaId, now, undefined, states)).filter(
      (s) => s.openedAt && s.dates[0] && s.dates[0].startsAt > now,
    );
    const families = new Map((await this.courses.list(tx, areaId)).map((c) => [c.id, c.family as string]));
    const meetings = all.filter((s) => s.kind === 'event').map((s) => s.subjectId);
    const kinds = new Map(
      (await this.events.getMany(tx, areaId, meetings)).map((e) => [e.id, e.kind as string]),
    );
    return all.map((s) => ({
      ...forEverybody(s),
      what: families.get(s.subjectId) ?? kinds.get(s.subjectId) ?? 'other',
    }));
  }

  private days(
    session: Pick<SessionSummary, 'id' | 'title' | 'state' | 'dates' | 'pricePence'>,
    who: Principal,
  ): FeedEvent[] {
    const words = sessionWords(session);
    const url = `${this.settings.baseUrl}/network/${who.area!.slug}/training/${session.id}`;
    return session.dates.map((date, i) => ({
      uid: `${date.id}@mindful-employer-crm`,
      startsAt: date.startsAt,
      endsAt: date.endsAt,
      title: dayTitle(session.title, i, session.dates.length),
      location: words.where,
      description: [
        `${words.price}.`,
        date.accessNotes ? `Access: ${date.accessNotes}` : '',
        `Details and booking: ${url}`,
      ]
        .filter(Boolean)
        .join('\n'),
      url,
      cancelled: session.state === 'cancelled',
    }));
  }
}

/** Why a session cannot be booked, for everybody. */
function closedWords(session: TrainingSessionView, now: Date): { tone: string; text: string } {
  if (session.state === 'cancelled') return { tone: sessionTones.cancelled, text: 'Cancelled' };
  const phase = phaseOf(session, now);
  if (phase === 'held')
    return { tone: sessionTones.held, text: `This session was held on ${sessionWords(session).shortDays}` };
  return phase === 'running'
    ? { tone: sessionTones.running, text: 'This session has begun' }
    : { tone: sessionTones.closed, text: 'Booking has closed' };
}

function byMonth(sessions: readonly SessionSummary[], now: Date) {
  const months: { name: string; sessions: object[] }[] = [];
  for (const session of sessions) {
    const start = london(session.dates[0]!.startsAt).setLocale('en-GB');
    const name = start.toFormat('LLLL yyyy');
    if (months.at(-1)?.name !== name) months.push({ name, sessions: [] });
    months.at(-1)!.sessions.push({
      id: session.id,
      day: start.toFormat('d'),
      weekday: start.toFormat('ccc'),
      longDay: start.toFormat('cccc d LLLL yyyy'),
      words: sessionWords(session),
      seats: seatsInWords(session, now),
    });
  }
  return months;
}
