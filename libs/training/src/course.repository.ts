import { IsNull } from 'typeorm';
import { isId, notFound, type Tx } from '#platform';
import { Course } from './course.entity.js';

export function insertCourses(tx: Tx, courses: Course[]): Promise<unknown> {
  return tx.repository(Course).insert(courses);
}

export async function updateCourse(tx: Tx, course: Course, change: Partial<Course>): Promise<void> {
  await tx.repository(Course).update({ areaId: course.areaId, id: course.id }, change);
}

export async function getCourse(tx: Tx, id: string): Promise<Course> {
  const course = isId(id) ? await tx.repository(Course).findOneBy({ id }) : null;
  if (!course) throw notFound();
  return course;
}

/** The area's courses by title; `all`: also those not offered any more. */
export function coursesOf(tx: Tx, areaId: string, all = false): Promise<Course[]> {
  return tx.repository(Course).find({
    where: { areaId, ...(all ? {} : { retiredAt: IsNull() }) },
    order: { title: 'ASC', id: 'ASC' },
  });
}

export async function countCourses(tx: Tx, areaId: string): Promise<number> {
  return tx.repository(Course).countBy({ areaId });
}
