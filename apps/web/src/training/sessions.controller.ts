import { Body, Controller, Get, Post, Query, Redirect, Render } from '@nestjs/common';
import { z } from 'zod';
import { type SessionState, type SessionSummary, Sessions, sessionStates } from '#bookings';
import { Clock, Database, type PagePlace } from '#platform';
import { CourseSessions, Courses } from '#training';
import { doneAddress, sessionMark, sessionWords } from '../bookings/index.js';
import {
  Allow,
  CurrentUser,
  FormChanged,
  FormOf,
  FormRefused,
  field,
  filledIn,
  listAddress,
  oneOf,
  type Principal,
  pagerOf,
  place,
  Typed,
} from '../shell/index.js';
import {
  changedDates,
  courseSessionForm,
  type Dated,
  overCourse,
  shownDates,
  toDates,
  toSeats,
} from './session.form.js';

/** What the list of sessions is asked for. */
const listQuery = z.object({ view: oneOf(['coming', 'past']), ...place });

/** Sessions and meetings of an area, for staff. */
@Controller('training')
export class SessionsController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly courses: Courses,
    private readonly courseSessions: CourseSessions,
  ) {}

  @Get()
  @Allow('training_session', 'list')
  @Render('training/views/sessions.njk')
  async list(@CurrentUser() who: Principal, @Query() query: unknown) {
    const asked = listQuery.parse(query);
    const now = this.clock.now();
    const past = asked.view === 'past';
    const address = (to: PagePlace) => listAddress('/training', listQuery, asked, to);
    const row = (s: SessionSummary) => ({ ...s, words: sessionWords(s), mark: sessionMark(s, now) });
    return this.db.read([who.areaId], async (tx) => {
      if (past) {
        const held = await this.sessions.past(tx, who.areaId, asked);
        const pages = pagerOf(held, address, held.counted);
        return { past, total: held.counted.total, rows: held.rows.map(row), pages };
      }
      const coming = await this.sessions.upcoming(tx, who.areaId, now, undefined, [...sessionStates]);
      const inState = (state: SessionState) => coming.filter((s) => s.state === state).length;
      return {
        past,
        courses: (await this.courses.list(tx, who.areaId)).length,
        open: inState('open'),
        drafts: inState('draft'),
        cancelled: inState('cancelled'),
        rows: coming.map(row),
        pages: {},
      };
    });
  }

  /** First which course, then the form with that course's numbers and price. */
  @Get('sessions/new')
  @Allow('training_session', 'create')
  @Render('training/views/session-new.njk')
  async adding(@CurrentUser() who: Principal, @Query('course') asked: unknown, @Typed() typed?: Dated) {
    const courses = await this.coursesOf(who);
    const id = typed ? typed['courseId'] : asked;
    const course =
      courses.find((c) => c.id === id) ?? (!typed && courses.length === 1 ? courses[0] : undefined);
    const values = course && {
      courseId: course.id,
      capacity: course.maximum,
      minimum: course.minimum,
      price: field.asPounds(course.pricePence),
    };
    return { courses, course, several: courses.length > 1, values: shownDates(values) };
  }

  @Post('sessions')
  @Allow('training_session', 'create')
  @FormOf('adding', { typed: shownDates })
  @Redirect('', 303)
  async add(@CurrentUser() who: Principal, @Body() body: unknown) {
    const values = shownDates(body);
    const course = (await this.coursesOf(who)).find((c) => c.id === values['courseId']);
    if (!course) throw new FormRefused({ course: 'Choose a course' });
    const changed = changedDates(values);
    if (changed) throw new FormChanged(changed);
    const form = filledIn(courseSessionForm, values);
    const over = overCourse(course.maximum, form);
    if (over) throw new FormRefused(over, { sure: form.capacity });
    const opens = form.go === 'open';
    const id = await this.db.write([who.areaId], (tx) =>
      this.courseSessions.create(
        tx,
        { courseId: course.id, dates: toDates(form), ...toSeats(form) },
        opens ? who.actor : undefined,
      ),
    );
    return { url: doneAddress(id, { done: opens ? 'opened' : 'added' }) };
  }

  private coursesOf(who: Principal) {
    return this.db.read([who.areaId], (tx) => this.courses.list(tx, who.areaId));
  }
}
