import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { MailRegistry } from '#mail-templates';
import { MessagingModule } from '#messaging';
import { AccountMails } from './account-mails.js';
import { Accounts } from './accounts.service.js';
import { Administrators } from './administrators.service.js';
import { accountsMails } from './mails.js';
import { PasswordReset } from './password-reset.service.js';

@Module({
  imports: [AccessModule, MessagingModule],
  providers: [AccountMails, Accounts, Administrators, PasswordReset],
  exports: [Accounts, Administrators, PasswordReset],
})
export class AccountsModule {
  constructor(mails: MailRegistry) {
    mails.add(...Object.values(accountsMails));
  }
}
