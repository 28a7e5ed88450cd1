/** employers: pages and API of employers, their people, calls, next steps and lists that come in. */
import { ActivitiesController } from './activities.controller.js';
import { Colleagues } from './colleagues.js';
import { ContactsApiController } from './contacts.api.controller.js';
import { ContactsController } from './contacts.controller.js';
import { EmailBlocks } from './email-blocks.js';
import { EmployersApiController } from './employers.api.controller.js';
import { EmployersController } from './employers.controller.js';
import { ImportsController } from './imports.controller.js';
import { RecordModel } from './record.model.js';
import { RevertsController } from './reverts.controller.js';
import { TaskActsController } from './task-acts.controller.js';
import { TasksController } from './tasks.controller.js';

export { Colleagues } from './colleagues.js';
export { taskMark, taskRow } from './tasks.model.js';
export { timeline } from './timeline.js';

export const controllers = [
  EmployersController,
  ContactsController,
  ActivitiesController,
  TasksController,
  TaskActsController,
  ImportsController,
  RevertsController,
  EmployersApiController,
  ContactsApiController,
];
export const providers = [Colleagues, EmailBlocks, RecordModel];
