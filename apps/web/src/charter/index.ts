/** charter: the pages of signing and reviewing, the public register, and their API. */
import { CharterController } from './charter.controller.js';
import { ChartersApiController } from './charters.api.controller.js';
import { EmployerCharterController } from './employer-charter.controller.js';
import { RegisterController } from './register.controller.js';

export { charterRow } from './charter.model.js';
export { timeline } from './timeline.js';

export const controllers = [
  CharterController,
  EmployerCharterController,
  RegisterController,
  ChartersApiController,
];
