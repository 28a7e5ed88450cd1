import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { Database } from '#platform';
import { Course, Courses, courseFamilies, familyWords } from '#training';
import {
  Allow,
  CurrentUser,
  fieldErrors,
  type Principal,
  page,
  readForm,
  type WebResponse,
} from '../shell/index.js';
import { courseForm, toCourse } from './course.form.js';
import { inPounds } from './session.form.js';

const FAMILIES = courseFamilies.map((value) => ({ value, text: familyWords[value].name }));

/** The courses of an area, for staff. */
@Controller('training/courses')
export class CoursesController {
  constructor(
    private readonly db: Database,
    private readonly courses: Courses,
  ) {}

  @Get()
  @Allow('training_session', 'list')
  async list(@CurrentUser() who: Principal, @Res() res: WebResponse): Promise<void> {
    const courses = await this.db.read([who.areaId], (tx) => this.courses.list(tx, who.areaId));
    page(res, 'training/views/courses.njk', {
      courses,
      families: Object.fromEntries(FAMILIES.map((f) => [f.value, f.text])),
    });
  }

  /** The courses every area begins with. */
  @Post('first')
  @Allow('training_session', 'create')
  async first(@CurrentUser() who: Principal, @Res() res: WebResponse): Promise<void> {
    await this.db.write([who.areaId], (tx) => this.courses.addFirst(tx, who.areaId));
    res.redirect(303, '/training/courses?done=first');
  }

  @Get('new')
  @Allow('training_session', 'create')
  fresh(@Res() res: WebResponse): void {
    page(res, 'training/views/course.njk', { families: FAMILIES, values: { family: 'other', price: '0' } });
  }

  @Post()
  @Allow('training_session', 'create')
  async create(@CurrentUser() who: Principal, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const form = readForm(courseForm, body);
    let errors = form.ok ? undefined : form.errors;
    if (form.ok)
      try {
        await this.db.write([who.areaId], (tx) => this.courses.create(tx, who.areaId, toCourse(form.data)));
        return res.redirect(303, '/training/courses?done=added');
      } catch (error) {
        errors = fieldErrors(error);
      }
    page(res, 'training/views/course.njk', { families: FAMILIES, values: form.values, errors }, 422);
  }

  @Get(':courseId')
  @Allow('training_session', 'change')
  async edit(
    @CurrentUser() who: Principal,
    @Param('courseId') id: string,
    @Res() res: WebResponse,
  ): Promise<void> {
    const course = await this.db.read(who.areas, (tx) => this.courses.see(tx, id));
    page(res, 'training/views/course.njk', { families: FAMILIES, course, values: valuesOf(course) });
  }

  @Post(':courseId')
  @Allow('training_session', 'change')
  async change(
    @CurrentUser() who: Principal,
    @Param('courseId') id: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const course = await this.db.read(who.areas, (tx) => this.courses.see(tx, id));
    const form = readForm(courseForm, body);
    let errors = form.ok ? undefined : form.errors;
    if (form.ok)
      try {
        await this.db.write([course.areaId], (tx) => this.courses.change(tx, id, toCourse(form.data)));
        return res.redirect(303, '/training/courses?done=changed');
      } catch (error) {
        errors = fieldErrors(error);
      }
    page(res, 'training/views/course.njk', { families: FAMILIES, course, values: form.values, errors }, 422);
  }
}

const valuesOf = (course: Course) => ({
  ...course,
  takeaways: course.takeaways.join('\n'),
  price: inPounds(course.pricePence),
  certificate: course.certificate ? 'yes' : undefined,
});
