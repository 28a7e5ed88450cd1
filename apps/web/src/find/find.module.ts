import { Module } from '@nestjs/common';
import { BookingsModule } from '#bookings';
import { EmployersModule } from '#employers';
import { MessagingModule } from '#messaging';
import { SurveysModule } from '#surveys';
import { ShellModule } from '../shell/index.js';
import { FindController } from './find.controller.js';
import { FindModel } from './find.model.js';

@Module({
  imports: [ShellModule, BookingsModule, EmployersModule, MessagingModule, SurveysModule],
  controllers: [FindController],
  providers: [FindModel],
})
export class FindWebModule {}
