import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule, type Settings } from '#platform';
import { PublicPagesModule } from '../../public-pages.js';
import { AuditWebModule } from './audit/index.js';
import { BookingsWebModule } from './bookings/index.js';
import { CharterWebModule } from './charter/index.js';
import { EmployersWebModule } from './employers/index.js';
import { EventsWebModule } from './events/index.js';
import { ExportsWebModule } from './exports/index.js';
import { FindWebModule } from './find/index.js';
import { MessagingWebModule } from './messaging/index.js';
import { MetricsWebModule } from './metrics/index.js';
import { SignInWebModule } from './sign-in/index.js';
import { SiteWebModule } from './site/index.js';
import { SurveysWebModule } from './surveys/index.js';
import { TodayWebModule } from './today/index.js';
import { TrainingWebModule } from './training/index.js';

/** The web: pages and API of every domain. It keeps no state; any number of them may run. */
@Module({})
export class WebModule {
  static forRoot(settings?: Settings): DynamicModule {
    return {
      module: WebModule,
      imports: [
        PlatformModule.forRoot('web', settings),
        PublicPagesModule,
        AuditWebModule,
        BookingsWebModule,
        CharterWebModule,
        EmployersWebModule,
        EventsWebModule,
        ExportsWebModule,
        FindWebModule,
        MessagingWebModule,
        MetricsWebModule,
        SignInWebModule,
        SiteWebModule,
        SurveysWebModule,
        TodayWebModule,
        TrainingWebModule,
      ],
    };
  }
}
