/**
 * training: what is taught. It owns course, and makes sessions of courses.
 * It must not know how seats are counted or given: that is bookings', which it asks.
 */

export type { Course } from './course.entity.js';
export {
  type CourseInput,
  type CourseKind,
  courseFamilies,
  courseKinds,
  familyWords,
  kindOf,
} from './course.rules.js';
export { Courses } from './course.service.js';
export { CourseSessions } from './course-session.service.js';
export { TrainingModule } from './training.module.js';
