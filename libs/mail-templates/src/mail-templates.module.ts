import './mail-templates.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#access';
import { CompiledTemplateRow } from './compiled-template.entity.js';
import { CompiledTemplates } from './compiled-templates.service.js';
import { MailRegistry } from './mail-registry.js';
import { PersonalLinks } from './personal-links.js';
import { SubjectRenderer } from './subject-renderer.service.js';
import { MailFileContent, MailTemplate, MailTemplateDraft, MailTemplateFile } from './template.entity.js';
import { Templates } from './template.service.js';
import { TemplateLoader } from './template-loader.js';

const services = [CompiledTemplates, MailRegistry, TemplateLoader, PersonalLinks, SubjectRenderer, Templates];

/**
 * The mails there are and the words they go in. A lib that mails adds its mails in its own module's constructor:
 * `constructor(mails: MailRegistry) { mails.add(bookingConfirmed) }`.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      CompiledTemplateRow,
      MailFileContent,
      MailTemplate,
      MailTemplateDraft,
      MailTemplateFile,
    ]),
    AccessModule,
  ],
  providers: services,
  exports: services,
})
export class MailTemplatesModule {}
