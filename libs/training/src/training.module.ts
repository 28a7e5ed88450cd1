import { Module } from '@nestjs/common';
import { BookingsModule } from '#bookings';
import { CourseStore } from './course.repository.js';
import { Courses } from './course.service.js';
import { CourseSessions } from './course-session.service.js';

@Module({
  imports: [BookingsModule],
  providers: [CourseStore, Courses, CourseSessions],
  exports: [Courses, CourseSessions],
})
export class TrainingModule {}
