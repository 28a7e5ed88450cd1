import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { Sessions } from '#bookings';
import { Clock, Database } from '#platform';
import { CourseSessions, Courses } from '#training';
import { doneAddress, sessionMark, sessionWords } from '../bookings/index.js';
import {
  Allow,
  CurrentUser,
  type FieldErrors,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { courseSessionForm, inPounds, overCourse, shownDates, toDates, toSeats } from './session.form.js';

const PAST_FROM = new Date(0);

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
  async list(
    @CurrentUser() who: Principal,
    @Query('view') view: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const now = this.clock.now();
    const past = view === 'past';
    const { rows, courses } = await this.db.read([who.areaId], async (tx) => ({
      rows: await this.sessions.upcoming(tx, who.areaId, past ? PAST_FROM : now, past ? now : undefined, [
        'draft',
        'open',
        'cancelled',
      ]),
      courses: (await this.courses.list(tx, who.areaId)).length,
    }));
    const shown = past ? rows.filter((s) => s.dates.at(-1)!.endsAt <= now).reverse() : rows;
    page(res, 'training/views/sessions.njk', {
      past,
      courses,
      open: shown.filter((s) => s.state === 'open').length,
      drafts: shown.filter((s) => s.state === 'draft').length,
      cancelled: shown.filter((s) => s.state === 'cancelled').length,
      rows: shown.map((s) => ({ ...s, words: sessionWords(s), mark: sessionMark(s, now) })),
    });
  }

  /** First which course, then the form with that course's numbers and price. */
  @Get('sessions/new')
  @Allow('training_session', 'create')
  async fresh(
    @CurrentUser() who: Principal,
    @Query('course') courseId: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const courses = await this.coursesOf(who);
    const course = courses.find((c) => c.id === courseId) ?? (courses.length === 1 ? courses[0] : undefined);
    if (!course) return page(res, 'training/views/session-course.njk', { courses });
    const { values } = shownDates({
      courseId: course.id,
      capacity: course.maximum,
      minimum: course.minimum,
      price: inPounds(course.pricePence),
    });
    page(res, 'training/views/session-new.njk', { course, several: courses.length > 1, values });
  }

  @Post('sessions')
  @Allow('training_session', 'create')
  async create(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const courses = await this.coursesOf(who);
    const { values, changed } = shownDates(body);
    const course = courses.find((c) => c.id === values['courseId']);
    if (!course)
      return page(
        res,
        'training/views/session-course.njk',
        { courses, errors: { course: 'Choose a course' } },
        422,
      );
    const show = (errors?: FieldErrors, sure?: number) =>
      page(
        res,
        'training/views/session-new.njk',
        { course, several: courses.length > 1, values, errors, sure },
        errors ? 422 : 200,
      );
    if (changed) return show();
    const form = readForm(courseSessionForm, values);
    if (!form.ok) return show(form.errors);
    const over = overCourse(course.maximum, form.data);
    if (over) return show(over, form.data.capacity);
    const opens = form.data.go === 'open';
    try {
      const id = await this.db.write([who.areaId], (tx) =>
        this.courseSessions.create(
          tx,
          { courseId: course.id, dates: toDates(form.data), ...toSeats(form.data) },
          opens ? who.actor : undefined,
        ),
      );
      res.redirect(303, doneAddress(id, { done: opens ? 'opened' : 'added' }));
    } catch (error) {
      show(fieldErrors(error));
    }
  }

  private coursesOf(who: Principal) {
    return this.db.read([who.areaId], (tx) => this.courses.list(tx, who.areaId));
  }
}
