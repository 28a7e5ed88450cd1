import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { ContactPolicyModule, UnsubscribeLinks } from '#contact-policy';
import { EmployersModule } from '#employers';
import { InboundMailModule } from '#inbound-mail';
import { MailRegistry, MailTemplatesModule } from '#mail-templates';
import { MailingTitles, Messages, MessagingModule } from '#messaging';
import { EmployersWebModule, RecordParts } from '../employers/index.js';
import { ExportsWebModule } from '../exports/index.js';
import { LinkReaders, RecordNames, ShellModule } from '../shell/index.js';
import { BouncePolicyController } from './bounce-policy.controller.js';
import { CorrectMailController } from './correct.controller.js';
import { EmailsExportPage } from './export.page.js';
import { InboundController } from './inbound.controller.js';
import { LiveController } from './live.controller.js';
import { LiveCounts } from './live.counts.js';
import { MailboxCatcher } from './mailbox.catcher.js';
import { MailboxController } from './mailbox.controller.js';
import { MailingsApiController } from './mailings.api.controller.js';
import { MailingsController } from './mailings.controller.js';
import { MessagesApiController } from './messages.api.controller.js';
import { MessagesController } from './messages.controller.js';
import { addNames } from './messaging.names.js';
import { OverrideController } from './override.controller.js';
import { PausesController } from './pauses.controller.js';
import { ResendController } from './resend.controller.js';
import { RestoreController } from './restore.controller.js';
import { RulesController } from './rules.controller.js';
import { SuppressionsController } from './suppressions.controller.js';
import { TemplatesController } from './templates.controller.js';
import { TemplatePage } from './templates.page.js';
import { TemplateTrialController } from './templates-trial.controller.js';
import { timeline } from './timeline.js';
import { UnknownController } from './unknown.controller.js';
import { UnsubscribeController } from './unsubscribe.controller.js';

/** messaging: every mail and what became of it, settling what nobody knows, and the trial mailbox. */
@Module({
  imports: [
    ShellModule,
    AccessModule,
    ContactPolicyModule,
    EmployersModule,
    InboundMailModule,
    MailTemplatesModule,
    MessagingModule,
    EmployersWebModule,
    ExportsWebModule,
  ],
  controllers: [
    // MessagesController behind the others: its /mail/:messageId takes whatever they leave.
    UnsubscribeController,
    SuppressionsController,
    MailingsController,
    ResendController,
    CorrectMailController,
    LiveController,
    UnknownController,
    PausesController,
    RestoreController,
    BouncePolicyController,
    InboundController,
    RulesController,
    OverrideController,
    TemplatesController,
    TemplateTrialController,
    MessagesController,
    MailboxController,
    MessagesApiController,
    MailingsApiController,
    EmailsExportPage,
  ],
  providers: [LiveCounts, MailboxCatcher, TemplatePage],
})
export class MessagingWebModule {
  constructor(
    parts: RecordParts,
    readers: LinkReaders,
    links: UnsubscribeLinks,
    names: RecordNames,
    messages: Messages,
    registry: MailRegistry,
    titles: MailingTitles,
  ) {
    addNames(names, { messages, registry, titles });
    readers.add('unsubscribe', (token) => {
      const link = links.read(token);
      return link && { areaId: link.areaId, subjectId: link.messageId };
    });
    parts.add({
      rank: 50,
      groups: [
        {
          key: 'mail',
          text: 'Emails',
          prefixes: ['messaging.', 'employers.contacted:mail'],
          needs: ['message_metadata', 'see'],
        },
      ],
      timeline,
    });
  }
}
