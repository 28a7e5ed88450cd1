import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import { Database } from '#platform';
import { type Course, Courses, courseKinds, kindOf } from '#training';
import { Allow, CurrentUser, Form, FormOf, field, type Principal } from '../shell/index.js';
import { type CourseForm, courseForm, toCourse } from './course.form.js';

const kinds = Object.entries(courseKinds).map(([value, { name }]) => ({ value, text: name }));

/** The courses of an area, for staff. */
@Controller('training/courses')
export class CoursesController {
  constructor(
    private readonly db: Database,
    private readonly courses: Courses,
  ) {}

  @Get()
  @Allow('training_session', 'list')
  @Render('training/views/courses.njk')
  async list(@CurrentUser() who: Principal) {
    const courses = await this.db.read([who.areaId], (tx) => this.courses.list(tx, who.areaId));
    return { courses: courses.map((course) => ({ ...course, kind: courseKinds[kindOf(course)].name })) };
  }

  /** The courses every area begins with. */
  @Post('first')
  @Allow('training_session', 'create')
  @Redirect('/training/courses?done=first', 303)
  async first(@CurrentUser() who: Principal): Promise<void> {
    await this.db.write([who.areaId], (tx) => this.courses.addFirst(tx, who.areaId));
  }

  @Get('new')
  @Allow('training_session', 'create')
  @Render('training/views/course.njk')
  adding() {
    return { kinds, values: { kind: 'other', price: '0' } };
  }

  @Post()
  @Allow('training_session', 'create')
  @FormOf('adding')
  @Redirect('/training/courses?done=added', 303)
  async add(@CurrentUser() who: Principal, @Form(courseForm) form: CourseForm): Promise<void> {
    await this.db.write([who.areaId], (tx) => this.courses.create(tx, who.areaId, toCourse(form)));
  }

  @Get(':courseId')
  @Allow('training_session', 'change')
  @Render('training/views/course.njk')
  async changing(@CurrentUser() who: Principal, @Param('courseId') id: string) {
    const course = await this.db.read(who.areas, (tx) => this.courses.get(tx, id));
    return { kinds, course, values: valuesOf(course) };
  }

  @Post(':courseId')
  @Allow('training_session', 'change')
  @FormOf('changing')
  @Redirect('/training/courses?done=changed', 303)
  async change(
    @CurrentUser() who: Principal,
    @Param('courseId') id: string,
    @Form(courseForm) form: CourseForm,
  ): Promise<void> {
    await this.db.write(who.areas, (tx) => this.courses.change(tx, id, toCourse(form)));
  }
}

const valuesOf = (course: Course) => ({
  ...course,
  kind: kindOf(course),
  takeaways: course.takeaways.join('\n'),
  price: field.asPounds(course.pricePence),
  certificate: course.certificate ? 'yes' : undefined,
});
