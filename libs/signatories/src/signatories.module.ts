import { Module } from '@nestjs/common';
import { EmployersModule } from '#employers';
import { Charters } from './charter.service.js';
import { DueReviews } from './due-reviews.service.js';

@Module({ imports: [EmployersModule], providers: [Charters, DueReviews], exports: [Charters, DueReviews] })
export class SignatoriesModule {}
