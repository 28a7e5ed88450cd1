import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#access';
import { MailRegistry } from '#mail-templates';
import { MessagingModule } from '#messaging';
import { retentionMails } from './mails.js';
import { RetentionAnnouncement, RetentionRun } from './retention.entity.js';
import { Retention } from './retention.service.js';
import { RetentionNews } from './retention-news.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([RetentionAnnouncement, RetentionRun]), AccessModule, MessagingModule],
  providers: [Retention, RetentionNews],
  exports: [Retention],
})
export class RetentionModule {
  constructor(mails: MailRegistry) {
    mails.add(...Object.values(retentionMails));
  }
}
