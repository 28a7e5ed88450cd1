/** Training and events: the public calendar and session page; for staff sessions and courses. */
import { CorrectController } from './correct.controller.js';
import { CoursesController } from './courses.controller.js';
import { PublicTrainingController } from './public.controller.js';
import { SessionController } from './session.controller.js';
import { SessionsApiController } from './sessions.api.controller.js';
import { SessionsController } from './sessions.controller.js';

// SessionsController before SessionController: /training/sessions/new is not a session.
export const controllers = [
  PublicTrainingController,
  SessionsController,
  SessionController,
  CorrectController,
  CoursesController,
  SessionsApiController,
];
