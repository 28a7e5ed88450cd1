import { AccessModule } from '#access';
import { AccountsModule } from '#accounts';
import { BookingsModule } from '#bookings';
import { DemoModule } from '#demo';
import { DocumentsModule } from '#documents';
import { EmployersModule } from '#employers';
import { EventsModule } from '#events';
import { InboundMailModule } from '#inbound-mail';
import { MessagingModule } from '#messaging';
import { RetentionModule } from '#retention';
import { SearchModule } from '#search';
import { SignatoriesModule } from '#signatories';
import { SurveysModule } from '#surveys';
import { TrainingModule } from '#training';
import { PublicPagesModule } from './public-pages.js';

/** What web, worker and command line have in common: every lib. */
export const libs = [
  PublicPagesModule,
  AccessModule,
  DocumentsModule,
  SearchModule,
  MessagingModule,
  InboundMailModule,
  AccountsModule,
  RetentionModule,
  EmployersModule,
  SignatoriesModule,
  BookingsModule,
  TrainingModule,
  EventsModule,
  SurveysModule,
  DemoModule,
];
