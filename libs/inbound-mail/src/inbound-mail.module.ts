import './inbound-mail.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#access';
import { MailHealth, MessagingModule } from '#messaging';
import { Settings } from '#platform';
import { BouncePolicy } from './bounce-policy.service.js';
import { BounceProcessor } from './bounce-processor.service.js';
import { InboundMails } from './inbound-list.service.js';
import {
  BouncePolicyRow,
  BounceReportRow,
  InboundMailRow,
  MailboxPositionRow,
} from './inbound-mail.entity.js';
import { InboundMailService } from './inbound-mail.service.js';
import { unreadable } from './mailbox-health.rules.js';
import { mailboxName, mailboxState } from './mailbox-position.repository.js';

const services = [BounceProcessor, BouncePolicy, InboundMails, InboundMailService];

/** Taking mail in, and what follows from it. */
@Module({
  imports: [
    TypeOrmModule.forFeature([InboundMailRow, BounceReportRow, BouncePolicyRow, MailboxPositionRow]),
    AccessModule,
    MessagingModule,
  ],
  providers: services,
  exports: services,
})
export class InboundMailModule {
  constructor(health: MailHealth, settings: Settings) {
    const address = settings.returnsImapUrl;
    if (address) health.add(async (tx, now) => unreadable(await mailboxState(tx, mailboxName(address)), now));
  }
}
