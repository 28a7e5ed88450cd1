import { AccessModule, accessEntities } from '#access';
import { AccountsModule } from '#accounts';
import { BookingsModule, bookingsEntities } from '#bookings';
import { contactPolicyEntities } from '#contact-policy';
import { DemoModule } from '#demo';
import { EmployersModule, employersEntities } from '#employers';
import { EventsModule, eventsEntities } from '#events';
import { InboundMailModule, inboundMailEntities } from '#inbound-mail';
import { mailTemplatesEntities } from '#mail-templates';
import { MessagingModule, messagingEntities } from '#messaging';
import { FactRow, RateCount } from '#platform';
import { SignatoriesModule, signatoriesEntities } from '#signatories';
import { SurveysModule, surveysEntities } from '#surveys';
import { TrainingModule, trainingEntities } from '#training';
import { PublicPagesModule } from './public-pages.js';

/** What web, worker and command line have in common: every lib, and the tables of all. */
export const libs = [
  PublicPagesModule,
  AccessModule,
  MessagingModule,
  InboundMailModule,
  AccountsModule,
  EmployersModule,
  SignatoriesModule,
  BookingsModule,
  TrainingModule,
  EventsModule,
  SurveysModule,
  DemoModule,
];

export const entities = [
  FactRow,
  RateCount,
  ...accessEntities,
  ...mailTemplatesEntities,
  ...contactPolicyEntities,
  ...messagingEntities,
  ...inboundMailEntities,
  ...employersEntities,
  ...signatoriesEntities,
  ...bookingsEntities,
  ...trainingEntities,
  ...eventsEntities,
  ...surveysEntities,
];
