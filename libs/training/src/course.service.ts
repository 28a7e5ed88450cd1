import { Injectable } from '@nestjs/common';
import { Clock, constraintOf, invalid, newId, type Tx } from '#platform';
import { Course } from './course.entity.js';
import { countCourses, coursesOf, getCourse, insertCourses, updateCourse } from './course.repository.js';
import { type CourseInput, courseKinds, firstCourses, termsFor } from './course.rules.js';

/** The courses of an area. */
@Injectable()
export class Courses {
  constructor(private readonly clock: Clock) {}

  /** Adds a course; returns its id. Throws invalid for a title that is taken or numbers that do not fit. */
  async create(tx: Tx, areaId: string, input: CourseInput): Promise<string> {
    const course = Object.assign(new Course(), columns(input), {
      id: newId(),
      areaId,
      retiredAt: null,
      createdAt: this.clock.now(),
    });
    await this.unlessTaken(() => insertCourses(tx, [course]));
    return course.id;
  }

  /** Changes a course. Sessions that exist keep their title, numbers, price and terms. */
  async change(tx: Tx, id: string, input: CourseInput): Promise<void> {
    const course = await getCourse(tx, id);
    await this.unlessTaken(() => updateCourse(tx, course, columns(input)));
  }

  /** One course. Throws not-found. */
  get(tx: Tx, id: string): Promise<Course> {
    return getCourse(tx, id);
  }

  /** The area's courses by title. */
  list(tx: Tx, areaId: string): Promise<Course[]> {
    return coursesOf(tx, areaId);
  }

  /** Gives an area the courses every area begins with, unless it has any; returns all it has. */
  async addFirst(tx: Tx, areaId: string): Promise<Course[]> {
    if (!(await countCourses(tx, areaId)))
      for (const input of firstCourses) await this.create(tx, areaId, input);
    return coursesOf(tx, areaId);
  }

  private async unlessTaken(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (constraintOf(error) === 'course_title_key')
        throw invalid('training.title-taken', {
          title: 'There is already a course of this name. Choose another',
        });
      throw error;
    }
  }
}

/** Columns of what was entered; checks what the form cannot see field by field. */
function columns(input: CourseInput): Omit<Course, 'id' | 'areaId' | 'retiredAt' | 'createdAt'> {
  const minimum = input.minimum ?? null;
  const maximum = input.maximum ?? null;
  if (minimum !== null && maximum !== null && minimum > maximum)
    throw invalid('training.numbers', { minimum: 'The fewest people cannot be more than the most' });
  return {
    kind: input.kind,
    family: courseKinds[input.kind].family,
    title: input.title.trim(),
    summary: input.summary.trim(),
    takeaways: input.takeaways ?? [],
    notice: input.notice?.trim() || null,
    audience: input.audience?.trim() || null,
    minimum,
    maximum,
    pricePence: input.pricePence,
    certificate: input.certificate ?? false,
    certificateMonths: input.certificate ? (input.certificateMonths ?? null) : null,
    policy: input.policy ?? termsFor(input.pricePence),
  };
}
