import { Module } from '@nestjs/common';
import { AccessModule, Proposals } from '#access';
import { ContactPolicyModule } from '#contact-policy';
import { Contacts, Employers, EmployersModule, Imports, Tasks } from '#employers';
import { MessagingModule } from '#messaging';
import { ExportsWebModule } from '../exports/index.js';
import { RecordNames, RecordStandings, ShellModule } from '../shell/index.js';
import { ActivitiesController } from './activities.controller.js';
import { AlikeCheck } from './alike.check.js';
import { CardsController } from './cards.controller.js';
import { ChangesController } from './changes.controller.js';
import { ChangeRows } from './changes.model.js';
import { Colleagues } from './colleagues.js';
import { ContactsApiController } from './contacts.api.controller.js';
import { ContactsController } from './contacts.controller.js';
import { EmailBlocks } from './email-blocks.js';
import { EmployersApiController } from './employers.api.controller.js';
import { EmployersController } from './employers.controller.js';
import { addNames } from './employers.names.js';
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
  providers: [AlikeCheck, ChangeRows, Colleagues, EmailBlocks, RecordModel, RecordParts],
  exports: [Colleagues, RecordModel, RecordParts],
})
export class EmployersWebModule {
  constructor(
    parts: RecordParts,
    standings: RecordStandings,
    names: RecordNames,
    employers: Employers,
    contacts: Contacts,
    tasks: Tasks,
    imports: Imports,
    proposals: Proposals,
  ) {
    parts.add(employersPart);
    addStandings(standings, contacts, tasks);
    addNames(names, { employers, contacts, imports, proposals });
  }
}
