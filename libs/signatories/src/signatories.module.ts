import './signatories.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EmployersModule } from '#employers';
import { Charter } from './charter.entity.js';
import { Charters } from './charter.service.js';
import { DueReviews } from './due-reviews.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Charter]), EmployersModule],
  providers: [Charters, DueReviews],
  exports: [Charters, DueReviews],
})
export class SignatoriesModule {}
