/** Surveys on the web: planning and sending waves, answering by link, what changed. */
import { AnsweringController } from './answering.controller.js';
import { ResultsController } from './results.controller.js';
import { WavesApiController } from './waves.api.controller.js';
import { WavesController } from './waves.controller.js';

export const controllers = [WavesController, ResultsController, AnsweringController, WavesApiController];
export { timeline } from './timeline.js';
