import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BookingsModule } from '#bookings';
import { Course } from './course.entity.js';
import { Courses } from './course.service.js';
import { CourseSessions } from './course-session.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Course]), BookingsModule],
  providers: [Courses, CourseSessions],
  exports: [Courses, CourseSessions],
})
export class TrainingModule {}
