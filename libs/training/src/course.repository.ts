import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { isId, notFound, type Tx } from '#platform';
import { Course } from './course.entity.js';

@Injectable()
export class CourseStore {
  insert(tx: Tx, courses: Course[]): Promise<unknown> {
    return tx.manager.insert(Course, courses as (Course & { policy: never })[]);
  }

  async update(tx: Tx, course: Course, change: Partial<Course>): Promise<void> {
    await tx.manager.update(
      Course,
      { areaId: course.areaId, id: course.id },
      change as Partial<Course> & { policy: never },
    );
  }

  async see(tx: Tx, id: string): Promise<Course> {
    const course = isId(id) ? await tx.manager.findOneBy(Course, { id }) : null;
    if (!course) throw notFound();
    return course;
  }

  /** The area's courses by title; `all`: also those not offered any more. */
  list(tx: Tx, areaId: string, all = false): Promise<Course[]> {
    return tx.manager.find(Course, {
      where: { areaId, ...(all ? {} : { retiredAt: IsNull() }) },
      order: { title: 'ASC', id: 'ASC' },
    });
  }

  async count(tx: Tx, areaId: string): Promise<number> {
    return tx.manager.countBy(Course, { areaId });
  }
}
