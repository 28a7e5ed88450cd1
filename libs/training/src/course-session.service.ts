import { Injectable } from '@nestjs/common';
import { type DateInput, type SeatsInput, Sessions } from '#bookings';
import type { Actor, Tx } from '#platform';
import { getCourse } from './course.repository.js';
import { familyWords, kindOf } from './course.rules.js';

/** A new run of a course. What is left out comes from the course. */
export interface CourseSessionInput extends Partial<SeatsInput> {
  courseId: string;
  dates: DateInput[];
  commissionedBy?: string | null;
}

/** Runs of courses: sessions whose seats bookings look after. */
@Injectable()
export class CourseSessions {
  constructor(private readonly sessions: Sessions) {}

  /**
   * Adds a session of a course, with the course's numbers, price and terms as they are now; returns its id. A draft, or
   * open at once when `openedBy` is named; throws as Sessions.create does.
   */
  async create(tx: Tx, { courseId, ...input }: CourseSessionInput, openedBy?: Actor): Promise<string> {
    const course = await getCourse(tx, courseId);
    const pricePence = input.pricePence ?? course.pricePence;
    const session = {
      ...input,
      kind: 'course' as const,
      family: kindOf(course),
      subjectId: course.id,
      title: course.title,
      code: familyWords[course.family].code,
      policy: course.policy,
      capacity: input.capacity === undefined ? course.maximum : input.capacity,
      minimum: input.minimum === undefined ? course.minimum : input.minimum,
      pricePence,
    };
    return this.sessions.create(tx, course.areaId, session, openedBy);
  }
}
