/** Coming in: sign-in and out, one-time links, setting up, choosing an area. */
import { AreaController } from './area.controller.js';
import { ResetController } from './reset.controller.js';
import { SampleController } from './sample.controller.js';
import { SignInController } from './sign-in.controller.js';
import { StartController } from './start.controller.js';
import { WelcomeController } from './welcome.controller.js';

export { SAMPLE_AREA, type SampleLoader } from './sample-area.js';
export const controllers = [
  ResetController,
  SignInController,
  StartController,
  WelcomeController,
  SampleController,
  AreaController,
];
