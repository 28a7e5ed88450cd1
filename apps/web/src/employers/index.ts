/** employers: pages and API of employers, their people, calls, next steps and lists that come in. */
export { becauseWords } from './alike.model.js';
export { Colleagues } from './colleagues.js';
export { EmployersWebModule } from './employers.module.js';
export { ofThisEmployer } from './people.access.js';
export { heading } from './record.model.js';
export {
  type FactsShown,
  type RecordPanel,
  type RecordPart,
  RecordParts,
  type Undo,
} from './record.parts.js';
export { taskMark, taskRow } from './tasks.model.js';
