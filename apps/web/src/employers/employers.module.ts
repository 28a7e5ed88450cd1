import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { ContactPolicyModule } from '#contact-policy';
import { Contacts, EmployersModule, Tasks } from '#employers';
import { MessagingModule } from '#messaging';
import { ExportsWebModule } from '../exports/index.js';
import { RecordStandings, ShellModule } from '../shell/index.js';
import { ActivitiesController } from './activities.controller.js';
import { AlikeCheck } from './alike.check.js';
import { CardsController } from './cards.controller.js';
import { ChangesController } from './changes.controller.js';
import { Colleagues } from './colleagues.js';
import { ContactsApiController } from './contacts.api.controller.js';
import { ContactsController } from './contacts.controller.js';
import { EmailBlocks } from './email-blocks.js';
import { EmployersApiController } from './employers.api.controller.js';
import { EmployersController } from './employers.controller.js';
import { employersPart } from './employers.part.js';
import { addStandings } from './employers.standing.js';
import { ContactsExportPage, EmployersExportPage } from './export.pages.js';
import { ImportsController } from './imports.controller.js';
import { ProposedController } from './proposed.controller.js';
import { RecordModel } from './record.model.js';
import { RecordParts } from './record.parts.js';
import { RevertsController } from './reverts.controller.js';
import { TaskActsController } from './task-acts.controller.js';
import { TasksController } from './tasks.controller.js';

/** employers: pages and API of employers, their people, calls, next steps and lists that come in. */
@Module({
  imports: [
    ShellModule,
    AccessModule,
    ContactPolicyModule,
    EmployersModule,
    MessagingModule,
    ExportsWebModule,
  ],
  controllers: [
    // In front of /employers/:employerId.
    ProposedController,
    EmployersController,
    CardsController,
    ContactsController,
    ChangesController,
    ActivitiesController,
    TasksController,
    TaskActsController,
    ImportsController,
    RevertsController,
    EmployersApiController,
    ContactsApiController,
    EmployersExportPage,
    ContactsExportPage,
  ],
  providers: [AlikeCheck, Colleagues, EmailBlocks, RecordModel, RecordParts],
  exports: [Colleagues, RecordModel, RecordParts],
})
export class EmployersWebModule {
  constructor(parts: RecordParts, standings: RecordStandings, contacts: Contacts, tasks: Tasks) {
    parts.add(employersPart);
    addStandings(standings, contacts, tasks);
  }
}
