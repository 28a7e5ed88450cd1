/** Surveys on the web: planning and sending waves, answering by link, what changed. */
import { AnsweringController } from './answering.controller.js';
import { DraftsController } from './drafts.controller.js';
import { ResultsController } from './results.controller.js';
import { WavesApiController } from './waves.api.controller.js';
import { WavesController } from './waves.controller.js';

export const controllers = [
  WavesController,
  DraftsController,
  ResultsController,
  AnsweringController,
  WavesApiController,
];
export { timeline } from './timeline.js';
