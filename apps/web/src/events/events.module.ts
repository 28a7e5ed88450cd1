import { Module } from '@nestjs/common';
import { BookingsModule } from '#bookings';
import { EventsModule } from '#events';
import { ShellModule } from '../shell/index.js';
import { TrainingWebModule } from '../training/index.js';
import { MeetingsApiController } from './meetings.api.controller.js';
import { MeetingsController } from './meetings.controller.js';

/** Meetings: adding one; afterwards its pages are those of a session (../training, ../bookings). */
@Module({
  imports: [ShellModule, BookingsModule, EventsModule, TrainingWebModule],
  controllers: [MeetingsController, MeetingsApiController],
})
export class EventsWebModule {}
