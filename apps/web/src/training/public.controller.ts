import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { calendarFeed, type SessionSummary, Sessions, type SessionView } from '#bookings';
import { Events, eventWords } from '#events';
import { mailAreas } from '#messaging';
import { Clock, Database, london, notFound, Settings, type Tx } from '#platform';
import { Courses, familyWords } from '#training';
import { isBookable, seatsInWords, sessionWords } from '../bookings/session.words.js';
import { Allow, page, type WebResponse, Who } from '../shell/index.js';
import { policyInWords } from './policy.words.js';
import { phaseOf, sessionTones } from './session.marks.js';

/** What can be chosen under "What": families of courses and kinds of events. */
const WHAT: Record<string, string> = {
  ...Object.fromEntries(Object.entries(familyWords).map(([key, { name }]) => [key, name])),
  ...Object.fromEntries(Object.entries(eventWords).map(([key, { name }]) => [key, name])),
};
const LENGTHS: Record<string, { name: string; fits: (hours: number, days: number) => boolean }> = {
  half: { name: 'Half a day or less', fits: (hours, days) => days === 1 && hours <= 4 },
  one: { name: 'One day', fits: (hours, days) => days === 1 && hours > 4 },
  more: { name: 'Two days or more', fits: (_, days) => days > 1 },
};

const choice = (value: unknown, among: Record<string, unknown>): string =>
  typeof value === 'string' && value in among ? value : '';

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
  async calendar(
    @Who() who: Who,
    @Query() query: Record<string, unknown>,
    @Res() res: WebResponse,
  ): Promise<void> {
    const now = this.clock.now();
    const { all, what } = await this.db.read([who.areaId], (tx) => this.published(tx, who.areaId, now));
    const towns = [
      ...new Set(all.map((s) => s.dates[0]?.town).filter((t): t is string => Boolean(t))),
    ].sort();
    const places: Record<string, string> = {
      ...(all.some((s) => !s.dates[0]?.venue) ? { online: 'Online' } : {}),
      ...Object.fromEntries(towns.map((t) => [t, t])),
    };
    const chosen = {
      what: choice(query['what'], WHAT),
      where: choice(query['where'], places),
      length: choice(query['length'], LENGTHS),
    };
    const shown = all.filter(
      (s) =>
        (!chosen.what || what.get(s.id) === chosen.what) &&
        (!chosen.where ||
          (chosen.where === 'online' ? !s.dates[0]?.venue : s.dates[0]?.town === chosen.where)) &&
        (!chosen.length || LENGTHS[chosen.length]!.fits(hoursOf(s), s.dates.length)),
    );
    page(res, 'training/views/calendar.njk', {
      months: byMonth(shown, now),
      total: shown.length,
      any: all.length > 0,
      chosen,
      options: {
        what: options(
          'Everything',
          Object.fromEntries(Object.entries(WHAT).filter(([key]) => [...what.values()].includes(key))),
          chosen.what,
        ),
        where: options('Anywhere', places, chosen.where),
        length: options(
          'Any',
          Object.fromEntries(Object.entries(LENGTHS).map(([key, { name }]) => [key, name])),
          chosen.length,
        ),
      },
    });
  }

  @Get('calendar.ics')
  @Allow('training_session', 'list')
  async feed(@Who() who: Who, @Res() res: WebResponse): Promise<void> {
    const now = this.clock.now();
    const { all, name } = await this.db.read([who.areaId], async (tx) => ({
      ...(await this.published(tx, who.areaId, now)),
      name: (await mailAreas(tx, [who.areaId])).get(who.areaId)!.network,
    }));
    this.sendCalendar(res, name, who, all, now);
  }

  @Get(':sessionId')
  @Allow('training_session', 'see')
  async session(@Who() who: Who, @Param('sessionId') id: string, @Res() res: WebResponse): Promise<void> {
    const now = this.clock.now();
    const { session, course, event, others } = await this.db.read([who.areaId], async (tx) => {
      const session = await this.sessions.see(tx, id);
      if (session.state === 'draft' || session.areaId !== who.areaId) throw notFound();
      const isCourse = session.kind === 'course';
      const runs = await this.sessions.ofSubject(tx, who.areaId, session.subjectId);
      return {
        session,
        course: isCourse ? await this.courses.see(tx, session.subjectId) : undefined,
        event: isCourse ? undefined : await this.events.see(tx, session.subjectId),
        others: runs.filter((s) => s.id !== id && isBookable(s, now)),
      };
    });
    const start = session.dates[0]!.startsAt;
    page(res, 'training/views/public-session.njk', {
      session,
      course,
      event,
      words: sessionWords(session),
      seats: seatsInWords(session, now),
      bookable: isBookable(session, now),
      standing: closedWords(session, now),
      policy: policyInWords(session.policy, session.pricePence, start, now),
      others: others.map((s) => ({ id: s.id, days: sessionWords(s).days })),
    });
  }

  @Get(':sessionId/calendar.ics')
  @Allow('training_session', 'see')
  async file(@Who() who: Who, @Param('sessionId') id: string, @Res() res: WebResponse): Promise<void> {
    const session = await this.db.read([who.areaId], (tx) => this.sessions.see(tx, id));
    if (session.state !== 'open') throw notFound();
    this.sendCalendar(res, session.title, who, [session], this.clock.now());
  }

  /** Open sessions that have not begun, with what each is. */
  private async published(tx: Tx, areaId: string, now: Date) {
    const all = (await this.sessions.upcoming(tx, areaId, now)).filter(
      (s) => s.dates[0] && s.dates[0].startsAt > now,
    );
    const families = new Map((await this.courses.list(tx, areaId)).map((c) => [c.id, c.family as string]));
    const kinds = new Map(
      (
        await this.events.seeMany(
          tx,
          areaId,
          all.filter((s) => s.kind === 'event').map((s) => s.subjectId),
        )
      ).map((e) => [e.id, e.kind as string]),
    );
    const what = new Map(
      all.map((s) => [s.id, families.get(s.subjectId) ?? kinds.get(s.subjectId) ?? 'other']),
    );
    return { all, what };
  }

  private sendCalendar(
    res: WebResponse,
    name: string,
    who: Who,
    sessions: Pick<SessionSummary, 'id' | 'title' | 'dates' | 'pricePence'>[],
    now: Date,
  ): void {
    const events = sessions.flatMap((session) =>
      session.dates.map((date) => ({
        uid: `${date.id}@mindful-employer-crm`,
        startsAt: date.startsAt,
        endsAt: date.endsAt,
        title: session.title,
        location: sessionWords(session).where,
        url: `${this.settings.baseUrl}/network/${who.area!.slug}/training/${session.id}`,
      })),
    );
    res
      .attachment('training.ics')
      .type('text/calendar')
      .send(calendarFeed(name, events, now));
  }
}

/** Why a session cannot be booked, for everybody. */
function closedWords(session: SessionView, now: Date): { tone: string; text: string } {
  if (session.state === 'cancelled') return { tone: sessionTones.cancelled, text: 'Cancelled' };
  const phase = phaseOf(session, now);
  if (phase === 'held')
    return { tone: sessionTones.held, text: `This session was held on ${sessionWords(session).shortDays}` };
  return phase === 'running'
    ? { tone: sessionTones.running, text: 'This session has begun' }
    : { tone: sessionTones.closed, text: 'Booking has closed' };
}

const hoursOf = (session: SessionSummary): number =>
  session.dates.reduce((sum, d) => sum + (d.endsAt.getTime() - d.startsAt.getTime()) / 3_600_000, 0);

const options = (all: string, among: Record<string, string>, chosen: string) => [
  { value: '', text: all, selected: !chosen },
  ...Object.entries(among).map(([value, text]) => ({ value, text, selected: value === chosen })),
];

function byMonth(sessions: SessionSummary[], now: Date) {
  const months: { name: string; sessions: object[] }[] = [];
  for (const session of sessions) {
    const start = london(session.dates[0]!.startsAt).setLocale('en-GB');
    const name = start.toFormat('LLLL yyyy');
    if (months.at(-1)?.name !== name) months.push({ name, sessions: [] });
    months.at(-1)!.sessions.push({
      id: session.id,
      day: start.toFormat('d'),
      weekday: start.toFormat('ccc'),
      words: sessionWords(session),
      seats: seatsInWords(session, now),
    });
  }
  return months;
}
