/** Coming in: sign-in and out, one-time links, setting up, choosing an area. */
export { SAMPLE_AREA, type SampleLoader } from './sample-area.js';
export { SignInWebModule } from './sign-in.module.js';
