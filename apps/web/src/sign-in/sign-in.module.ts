import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { AccountsModule } from '#accounts';
import { DemoModule, SampleArea } from '#demo';
import { EmployersModule } from '#employers';
import { TrainingModule } from '#training';
import { ShellModule } from '../shell/index.js';
import { AreaController } from './area.controller.js';
import { Arrival } from './arrival.js';
import { ConfirmController } from './confirm.controller.js';
import { NewAddressController } from './new-address.controller.js';
import { ResetController } from './reset.controller.js';
import { SampleController } from './sample.controller.js';
import { SAMPLE_AREA } from './sample-area.js';
import { SecondStepController } from './second-step.controller.js';
import { SetUpController } from './set-up.controller.js';
import { SignInController } from './sign-in.controller.js';
import { StartController } from './start.controller.js';
import { WelcomeController } from './welcome.controller.js';

/** Coming in: sign-in and out, one-time links, setting up, choosing an area. */
@Module({
  imports: [ShellModule, AccessModule, AccountsModule, DemoModule, EmployersModule, TrainingModule],
  controllers: [
    ResetController,
    SignInController,
    SecondStepController,
    SetUpController,
    ConfirmController,
    NewAddressController,
    StartController,
    WelcomeController,
    SampleController,
    AreaController,
  ],
  providers: [Arrival, { provide: SAMPLE_AREA, useExisting: SampleArea }],
})
export class SignInWebModule {}
