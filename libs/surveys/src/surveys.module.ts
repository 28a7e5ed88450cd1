import './surveys.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#access';
import { EmployersModule } from '#employers';
import { MailRegistry } from '#mail-templates';
import { MessagingModule } from '#messaging';
import { SignatoriesModule } from '#signatories';
import { surveyFollowup } from '../mails/survey-followup/mail.js';
import { surveyInvitation } from '../mails/survey-invitation/mail.js';
import { Answer, AnswerText } from './answer.entity.js';
import { Answering } from './answering.service.js';
import { SurveyDrafts } from './drafts.service.js';
import { DueWaves } from './due.service.js';
import { InstrumentVersion } from './instrument-version.entity.js';
import { Instruments } from './instruments.service.js';
import { Invitation } from './invitation.entity.js';
import { InviteLists } from './invite-list.service.js';
import { MailOutcomes } from './mail-fates.service.js';
import { Results } from './results.service.js';
import { Survey } from './survey.entity.js';
import { Wave, WaveEmployer } from './wave.entity.js';
import { WaveReports } from './wave-report.service.js';
import { WaveTitles } from './wave-titles.service.js';
import { WaveHoldsReport } from './wave-turns.service.js';
import { WaveWordsReport } from './wave-words.service.js';
import { Waves } from './waves.service.js';

const doors = [
  Waves,
  DueWaves,
  SurveyDrafts,
  Answering,
  WaveReports,
  WaveHoldsReport,
  WaveWordsReport,
  Results,
  Instruments,
];

@Module({
  imports: [
    TypeOrmModule.forFeature([InstrumentVersion, Survey, Wave, WaveEmployer, Invitation, Answer, AnswerText]),
    AccessModule,
    MessagingModule,
    EmployersModule,
    SignatoriesModule,
  ],
  providers: [...doors, InviteLists, MailOutcomes, WaveTitles],
  exports: doors,
})
export class SurveysModule {
  constructor(mails: MailRegistry) {
    mails.add(surveyInvitation, surveyFollowup);
  }
}
