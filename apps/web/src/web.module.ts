import { type DynamicModule, Module } from '@nestjs/common';
import { DemoModule, SampleArea } from '#demo';
import { PlatformModule, type Settings } from '#platform';
import { libs } from '../../program.js';
import { controllers as bookings } from './bookings/index.js';
import { controllers as charter } from './charter/index.js';
import { controllers as employers, providers as employersProviders } from './employers/index.js';
import { controllers as events } from './events/index.js';
import { controllers as messaging, providers as messagingProviders } from './messaging/index.js';
import { controllers as metrics } from './metrics/index.js';
import { ShellModule } from './shell/index.js';
import { SAMPLE_AREA, controllers as signIn } from './sign-in/index.js';
import { controllers as site } from './site/index.js';
import { controllers as surveys } from './surveys/index.js';
import { controllers as today, providers as todayProviders } from './today/index.js';
import { controllers as training } from './training/index.js';

/** The web: pages and API of every domain. It keeps no state; any number of them may run. */
@Module({})
export class WebModule {
  static forRoot(settings?: Settings): DynamicModule {
    return {
      module: WebModule,
      imports: [PlatformModule.forRoot('web', settings), ShellModule, ...libs, DemoModule],
      providers: [
        ...employersProviders,
        ...messagingProviders,
        ...todayProviders,
        { provide: SAMPLE_AREA, useExisting: SampleArea },
      ],
      controllers: [
        ...charter,
        ...employers,
        ...messaging,
        ...metrics,
        ...signIn,
        ...site,
        ...surveys,
        ...today,
        ...bookings,
        ...events,
        ...training,
      ],
    };
  }
}
