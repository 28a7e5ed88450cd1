import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AccountsModule } from '#accounts';
import { BookingsModule } from '#bookings';
import { EmployersModule } from '#employers';
import { MessagingModule } from '#messaging';
import { RetentionModule } from '#retention';
import { SignatoriesModule } from '#signatories';
import { SurveysModule } from '#surveys';
import { BookingsWebModule } from '../bookings/index.js';
import { CharterWebModule } from '../charter/index.js';
import { EmployersWebModule } from '../employers/index.js';
import { ShellModule } from '../shell/index.js';
import { StaffNotes } from './staff-notes.js';
import { TodayController } from './today.controller.js';

/** The coordinator's first page, put together from every domain, and what every staff page says of it. */
@Module({
  imports: [
    ShellModule,
    AccountsModule,
    BookingsModule,
    EmployersModule,
    MessagingModule,
    RetentionModule,
    SignatoriesModule,
    SurveysModule,
    BookingsWebModule,
    CharterWebModule,
    EmployersWebModule,
  ],
  controllers: [TodayController],
  providers: [{ provide: APP_INTERCEPTOR, useClass: StaffNotes }],
})
export class TodayWebModule {}
