import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { MailRegistry } from '#mail-templates';
import { MessagingModule } from '#messaging';
import { AccountMails } from './account-mails.js';
import { Accounts } from './accounts.service.js';
import { Administrators } from './administrators.service.js';
import { IdleAccountsWork } from './idle-accounts.job.js';
import { accountsMails } from './mails.js';
import { OwnAccount } from './own-account.service.js';
import { PasswordReset } from './password-reset.service.js';

@Module({
  imports: [AccessModule, MessagingModule],
  providers: [AccountMails, Accounts, Administrators, IdleAccountsWork, OwnAccount, PasswordReset],
  exports: [Accounts, Administrators, IdleAccountsWork, OwnAccount, PasswordReset],
})
export class AccountsModule {
  constructor(mails: MailRegistry) {
    mails.add(...Object.values(accountsMails));
  }
}
