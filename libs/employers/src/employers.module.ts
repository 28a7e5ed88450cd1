import './employers.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#access';
import { ContactDirectories } from '#contact-policy';
import { DocumentsModule, ExportSources } from '#documents';
import { MailRegistry } from '#mail-templates';
import { Messages, MessagingModule } from '#messaging';
import { Activity } from './activity.entity.js';
import { Activities } from './activity.service.js';
import { BouncedMail } from './bounced-mail.service.js';
import { Contact } from './contact.entity.js';
import { contactsExport } from './contact.export.js';
import { Contacts } from './contact.service.js';
import { ContactAddresses } from './contact-addresses.service.js';
import { EmployersContactDirectory } from './contact-directory.service.js';
import { Employer } from './employer.entity.js';
import { employersExport } from './employer.export.js';
import { Employers } from './employer.service.js';
import { EmployerLookup } from './employer-lookup.service.js';
import { EmployerTally } from './employer-tally.entity.js';
import { Geography } from './geography.js';
import { Imports } from './import.service.js';
import { ImportReverts } from './import-revert.service.js';
import { ImportRow } from './import-row.entity.js';
import { ImportRun } from './import-run.entity.js';
import { ImportWork } from './import-work.service.js';
import { mailExport } from './mail.export.js';
import { employersMails } from './mails.js';
import { MatchKey } from './match-key.entity.js';
import { People } from './people.service.js';
import { PersonKey } from './person.entity.js';
import { ProposedEmployers } from './proposed-employers.service.js';
import { Task } from './task.entity.js';
import { Tasks } from './task.service.js';

const services = [
  People,
  Employers,
  EmployerLookup,
  Contacts,
  ContactAddresses,
  Activities,
  Tasks,
  BouncedMail,
  EmployersContactDirectory,
  Geography,
  Imports,
  ImportWork,
  ImportReverts,
  ProposedEmployers,
];

@Module({
  imports: [
    TypeOrmModule.forFeature([
      Employer,
      EmployerTally,
      Contact,
      Activity,
      Task,
      PersonKey,
      ImportRun,
      ImportRow,
      MatchKey,
    ]),
    AccessModule,
    DocumentsModule,
    MessagingModule,
  ],
  providers: services,
  exports: services,
})
export class EmployersModule {
  constructor(
    directories: ContactDirectories,
    book: EmployersContactDirectory,
    mails: MailRegistry,
    exports: ExportSources,
    messages: Messages,
  ) {
    directories.use(book);
    mails.add(...Object.values(employersMails));
    exports.add(employersExport);
    exports.add(contactsExport);
    exports.add(mailExport(messages));
  }
}
