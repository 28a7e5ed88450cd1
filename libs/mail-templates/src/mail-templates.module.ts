import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { Editions } from './compiled-templates.service.js';
import { MailRegistry } from './mail-registry.js';
import { PersonalLinks } from './personal-links.js';
import { PlannedMails } from './subject-renderer.service.js';
import { Templates } from './template.service.js';
import { MailSources } from './template-loader.js';

const services = [Editions, MailRegistry, MailSources, PersonalLinks, PlannedMails, Templates];

/**
 * The mails there are and the words they go in. A lib that mails adds its mails in its own module's constructor:
 * `constructor(mails: MailRegistry) { mails.add(bookingConfirmed) }`.
 */
@Module({ imports: [AccessModule], providers: services, exports: services })
export class MailTemplatesModule {}
