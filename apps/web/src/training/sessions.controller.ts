import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { Sessions } from '#bookings';
import { Clock, Database } from '#platform';
import { CourseSessions, Courses } from '#training';
import { sessionWords } from '../bookings/session.words.js';
import { Allow, fieldErrors, page, readForm, type WebResponse, Who } from '../shell/index.js';
import { courseSessionForm, shownDates, toDates, toSeats } from './session.form.js';
import { sessionMark } from './session.marks.js';
import { doneAddress } from './session.words.js';

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
  async list(@Who() who: Who, @Query('view') view: unknown, @Res() res: WebResponse): Promise<void> {
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
      rows: shown.map((s) => ({ ...s, words: sessionWords(s), mark: sessionMark(s, now) })),
    });
  }

  @Get('sessions/new')
  @Allow('training_session', 'create')
  async fresh(@Who() who: Who, @Query('course') courseId: unknown, @Res() res: WebResponse): Promise<void> {
    const courses = await this.coursesOf(who);
    const course = courses.find((c) => c.id === courseId) ?? courses[0];
    const { values } = shownDates({
      courseId: course?.id,
      capacity: course?.maximum,
      minimum: course?.minimum,
      price: course ? String(course.pricePence / 100) : '0',
    });
    page(res, 'training/views/session-new.njk', { courses, values });
  }

  @Post('sessions')
  @Allow('training_session', 'create')
  async create(@Who() who: Who, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const courses = await this.coursesOf(who);
    const { values, changed } = shownDates(body);
    if (changed) return page(res, 'training/views/session-new.njk', { courses, values });
    const form = readForm(courseSessionForm, values);
    if (!form.ok)
      return page(res, 'training/views/session-new.njk', { courses, values, errors: form.errors }, 422);
    try {
      const id = await this.db.write([who.areaId], (tx) =>
        this.courseSessions.create(
          tx,
          {
            courseId: form.data.courseId,
            dates: toDates(form.data),
            ...toSeats(form.data),
          },
          form.data.go === 'open' ? who.actor : undefined,
        ),
      );
      res.redirect(303, doneAddress(id, { done: form.data.go === 'open' ? 'opened' : 'added' }));
    } catch (error) {
      page(res, 'training/views/session-new.njk', { courses, values, errors: fieldErrors(error) }, 422);
    }
  }

  private coursesOf(who: Who) {
    return this.db.read([who.areaId], (tx) => this.courses.list(tx, who.areaId));
  }
}
