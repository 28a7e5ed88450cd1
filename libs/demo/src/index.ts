/**
 * demo: the sample area a newcomer looks round in. It tells a story through the services of the other libs, at the times
 * it would have happened, so that what one sees is what the program does. It owns no table.
 * Nothing else may depend on it.
 */
export { DemoModule } from './demo.module.js';
export { SAMPLE_SLUG, SampleArea } from './sample-area.service.js';
