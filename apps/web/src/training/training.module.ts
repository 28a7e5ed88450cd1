import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { BookingsModule } from '#bookings';
import { EventsModule } from '#events';
import { MessagingModule } from '#messaging';
import { TrainingModule } from '#training';
import { BookingsWebModule } from '../bookings/index.js';
import { ExportsWebModule } from '../exports/index.js';
import { ShellModule } from '../shell/index.js';
import { CorrectController } from './correct.controller.js';
import { CoursesController } from './courses.controller.js';
import { DelegatesExportPage } from './export.page.js';
import { PublicTrainingController } from './public.controller.js';
import { SessionController } from './session.controller.js';
import { SessionsApiController } from './sessions.api.controller.js';
import { SessionsController } from './sessions.controller.js';

/** Training and events: the public calendar and session page; for staff sessions and courses. */
@Module({
  imports: [
    ShellModule,
    AccessModule,
    BookingsModule,
    EventsModule,
    MessagingModule,
    TrainingModule,
    BookingsWebModule,
    ExportsWebModule,
  ],
  controllers: [
    // SessionsController before SessionController: /training/sessions/new is not a session.
    PublicTrainingController,
    SessionsController,
    SessionController,
    CorrectController,
    CoursesController,
    SessionsApiController,
    DelegatesExportPage,
  ],
})
export class TrainingWebModule {}
