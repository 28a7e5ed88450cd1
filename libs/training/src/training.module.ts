import { Module } from '@nestjs/common';
import { BookingsModule } from '#bookings';
import { Courses } from './course.service.js';
import { CourseStore } from './course.store.js';
import { CourseSessions } from './course-session.service.js';

@Module({
  imports: [BookingsModule],
  providers: [CourseStore, Courses, CourseSessions],
  exports: [Courses, CourseSessions],
})
export class TrainingModule {}
