import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { MailStanding, MessagingModule } from '#messaging';
import { Settings } from '#platform';
import { ReturnPolicy } from './bounce-policy.service.js';
import { Following } from './bounce-processor.service.js';
import { ReturnedMails } from './inbound-list.service.js';
import { Returns } from './inbound-mail.service.js';
import { unreadable } from './mailbox-health.rules.js';
import { mailboxName, mailboxState } from './mailbox-position.repository.js';

const services = [Following, ReturnPolicy, ReturnedMails, Returns];

/** Taking mail in, and what follows from it. */
@Module({ imports: [AccessModule, MessagingModule], providers: services, exports: services })
export class InboundMailModule {
  constructor(health: MailStanding, settings: Settings) {
    const address = settings.returnsImapUrl;
    if (address) health.add(async (tx, now) => unreadable(await mailboxState(tx, mailboxName(address)), now));
  }
}
