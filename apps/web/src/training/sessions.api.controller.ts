import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { type SessionSummary, Sessions, sessionStates, type TrainingSessionView } from '#bookings';
import { Clock, Database } from '#platform';
import { CourseSessions, Courses, courseFamilies, familyWords } from '#training';
import { Allow, ApiRoute, apiInput, CurrentUser, type Principal } from '../shell/index.js';
import { MOST_DAYS } from './session.form.js';

const instant = z.iso.datetime({ offset: true });
const dateBody = z
  .object({
    startsAt: instant,
    endsAt: instant,
    venue: z.string().max(200).optional(),
    town: z.string().max(80).optional(),
    accessNotes: z.string().max(300).optional(),
    onlineLink: z.url().max(500).optional(),
  })
  .strict()
  .refine((d) => Date.parse(d.endsAt) > Date.parse(d.startsAt), {
    path: ['endsAt'],
    message: 'The end must be after the beginning',
  });
export const seatsBody = {
  capacity: z
    .int()
    .min(0)
    .nullable()
    .optional()
    .describe('null: not set yet; left out: the maximum of the course'),
  unlimited: z.boolean().optional(),
  minimum: z.int().min(0).nullable().optional(),
  roomLimit: z.int().min(1).nullable().optional(),
  waitingLimit: z.int().min(0).nullable().optional(),
  pricePence: z.int().min(0).optional().describe('left out: the price of the course'),
  closesAt: instant.nullable().optional(),
};
export const datesBody = z.array(dateBody).min(1).max(MOST_DAYS);
const sessionBody = z.object({
  courseId: z.uuid(),
  dates: datesBody,
  ...seatsBody,
  open: z.boolean().default(false),
});
const listQuery = z.object({ from: instant.optional(), to: instant.optional(), area: z.string().optional() });

export const sessionAnswer = z.object({
  id: z.uuid(),
  kind: z.enum(['course', 'event']),
  subjectId: z.uuid().describe('the course or event'),
  title: z.string(),
  state: z.enum(sessionStates),
  capacity: z.int().nullable(),
  unlimited: z.boolean(),
  minimum: z.int().nullable(),
  pricePence: z.int(),
  closesAt: instant.nullable(),
  taken: z.int(),
  waiting: z.int(),
  free: z.int().nullable().describe('null: no limit'),
  dates: z.array(
    z.object({
      id: z.uuid(),
      startsAt: instant,
      endsAt: instant,
      venue: z.string().nullable(),
      town: z.string().nullable(),
    }),
  ),
});
const courseAnswer = z.object({
  id: z.uuid(),
  family: z.enum(courseFamilies),
  familyName: z.string(),
  title: z.string(),
  minimum: z.int().nullable(),
  maximum: z.int().nullable(),
  pricePence: z.int(),
});

/** What the API says of a session; the link to join online is not among it. */
export const sessionJson = (s: SessionSummary | TrainingSessionView): z.input<typeof sessionAnswer> => ({
  id: s.id,
  kind: s.kind,
  subjectId: s.subjectId,
  title: s.title,
  state: s.state,
  capacity: s.capacity,
  unlimited: s.unlimited,
  minimum: s.minimum,
  pricePence: s.pricePence,
  closesAt: s.closesAt?.toISOString() ?? null,
  taken: s.taken,
  waiting: s.waiting,
  free: s.free,
  dates: s.dates.map((d) => ({
    id: d.id,
    startsAt: d.startsAt.toISOString(),
    endsAt: d.endsAt.toISOString(),
    venue: d.venue,
    town: d.town,
  })),
});

/** Times of a request body as instants. */
export const toInstants = <D extends { startsAt: string; endsAt: string }>(dates: D[]) =>
  dates.map((d) => ({ ...d, startsAt: new Date(d.startsAt), endsAt: new Date(d.endsAt) }));

@Controller('api')
export class SessionsApiController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly courses: Courses,
    private readonly courseSessions: CourseSessions,
  ) {}

  @Get('courses')
  @Allow('training_session', 'list')
  @ApiRoute({ summary: 'The courses of an area', answer: z.object({ courses: z.array(courseAnswer) }) })
  async listCourses(@CurrentUser() who: Principal) {
    const courses = await this.db.read([who.areaId], (tx) => this.courses.list(tx, who.areaId));
    return {
      courses: courses.map(({ id, family, title, minimum, maximum, pricePence }) => ({
        id,
        family,
        familyName: familyWords[family].name,
        title,
        minimum,
        maximum,
        pricePence,
      })),
    };
  }

  @Get('sessions')
  @Allow('training_session', 'list')
  @ApiRoute({
    summary: 'Sessions and meetings of an area, from now on unless from is given',
    query: listQuery,
    answer: z.object({ sessions: z.array(sessionAnswer) }),
  })
  async list(@CurrentUser() who: Principal, @Query() query: unknown) {
    const { from, to } = apiInput(listQuery, query);
    const rows = await this.db.read([who.areaId], (tx) =>
      this.sessions.upcoming(
        tx,
        who.areaId,
        from ? new Date(from) : this.clock.now(),
        to ? new Date(to) : undefined,
        [...sessionStates],
      ),
    );
    return { sessions: rows.map(sessionJson) };
  }

  @Get('sessions/:sessionId')
  @Allow('training_session', 'see')
  @ApiRoute({ summary: 'One session or meeting', answer: sessionAnswer })
  async see(@CurrentUser() who: Principal, @Param('sessionId') id: string) {
    return sessionJson(await this.db.read(who.areas, (tx) => this.sessions.get(tx, id)));
  }

  @Post('sessions')
  @Allow('training_session', 'create')
  @ApiRoute({
    summary: 'Add a session of a course, as a draft or open',
    body: sessionBody,
    answer: sessionAnswer,
  })
  async create(@CurrentUser() who: Principal, @Body() body: unknown) {
    const { open, dates, closesAt, ...input } = apiInput(sessionBody, body);
    const id = await this.db.write([who.areaId], (tx) =>
      this.courseSessions.create(
        tx,
        {
          ...input,
          dates: toInstants(dates),
          closesAt: closesAt ? new Date(closesAt) : null,
        },
        open ? who.actor : undefined,
      ),
    );
    return this.see(who, id);
  }

  @Post('sessions/:sessionId/open')
  @HttpCode(200)
  @Allow('training_session', 'change')
  @ApiRoute({ summary: 'Open a draft for booking', answer: sessionAnswer, status: 200 })
  async open(@CurrentUser() who: Principal, @Param('sessionId') id: string) {
    await this.sessions.open(who.areas, id, who.actor);
    return this.see(who, id);
  }
}
