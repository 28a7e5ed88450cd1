import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { EmployersModule } from '#employers';
import { MailRegistry } from '#mail-templates';
import { MessagingModule } from '#messaging';
import { SignatoriesModule } from '#signatories';
import { surveyFollowup } from '../mails/survey-followup/mail.js';
import { surveyInvitation } from '../mails/survey-invitation/mail.js';
import { Answering } from './answering.service.js';
import { SurveyDrafts } from './drafts.service.js';
import { DueWaves } from './due.service.js';
import { Instruments } from './instruments.service.js';
import { InviteLists } from './invite-list.service.js';
import { MailFates } from './mail-fates.service.js';
import { Results } from './results.service.js';
import { WaveReports } from './wave-report.service.js';
import { WaveTitles } from './wave-titles.service.js';
import { WaveTurnsReport } from './wave-turns.service.js';
import { WaveWordsReport } from './wave-words.service.js';
import { Waves } from './waves.service.js';

const doors = [
  Waves,
  DueWaves,
  SurveyDrafts,
  Answering,
  WaveReports,
  WaveTurnsReport,
  WaveWordsReport,
  Results,
  Instruments,
];

@Module({
  imports: [AccessModule, MessagingModule, EmployersModule, SignatoriesModule],
  providers: [...doors, InviteLists, MailFates, WaveTitles],
  exports: doors,
})
export class SurveysModule {
  constructor(mails: MailRegistry) {
    mails.add(surveyInvitation, surveyFollowup);
  }
}
