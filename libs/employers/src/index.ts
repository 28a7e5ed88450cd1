/**
 * employers: the employers of an area and the people there; the pipeline's stages; calls, visits and tasks; lists coming
 * in. It knows the register, the place and the size of an employer, and what was said to whom and when.
 * It must not know charters, sessions or surveys: those come to it with ids and write facts.
 */

export {
  type ActivityKind,
  type ActivityOutcome,
  activityKinds,
  activityOutcomes,
} from './activity.entity.js';
export { Activities } from './activity.service.js';
export { BouncedMail } from './bounced-mail.service.js';
export { type ImportField, importFields, type Mapping } from './columns.rules.js';
export type { Contact } from './contact.entity.js';
export { type ContactRole, contactRoles } from './contact.entity.js';
export type { ContactAddress } from './contact.repository.js';
export { type ContactInput, Contacts } from './contact.service.js';
export { ContactAddresses } from './contact-addresses.service.js';
export { outcomeOf } from './contact-directory.rules.js';
export type { Employer } from './employer.entity.js';
export {
  answeredFields,
  type EmployerField,
  type EmployerInput,
  type FollowingField,
  isShared,
  typedFields,
  visibleFields,
} from './employer.fields.js';
export {
  legalForms,
  peopleWords,
  type Register,
  registers,
  type Sector,
  type SizeBand,
  type SizeChoice,
  sectors,
  sizeBands,
  sizeChoices,
} from './employer.rules.js';
export { Employers } from './employer.service.js';
export {
  type EmployerFacets,
  type EmployerFilter,
  type EmployerLine,
  FOUND,
  type SearchedFilter,
} from './employer-list.repository.js';
export { EmployerLookup, type SimilarEmployer, type TypedEmployer } from './employer-lookup.service.js';
export { EmployersModule } from './employers.module.js';
export { Geography } from './geography.js';
export { IMPORT_JOB, IMPORT_SWEEP_JOB, Imports } from './import.service.js';
export { ImportReverts } from './import-revert.service.js';
export type { ImportChoice } from './import-row.entity.js';
export type { RowValues } from './import-row.rules.js';
export type { ImportRun } from './import-run.entity.js';
export { ImportWork } from './import-work.service.js';
export { type ClusteredRow, clusterList } from './list-clusters.js';
export { delimiterWords } from './list-layout.rules.js';
export { CERTAIN, type Reason, STRICT } from './matching/matching.rules.js';
export { nameHas, nameKey, placeKey } from './matching/name-key.rules.js';
export type { Changes } from './merge.rules.js';
export { People } from './people.service.js';
export { type Named, personKey } from './person.rules.js';
export { isTakenBack, type ProposedEmployer, ProposedEmployers } from './proposed-employers.service.js';
export { PROPOSED_PAGE } from './public-pages.js';
export { readRegisterNumber } from './register-number.rules.js';
export {
  isStage,
  mayMove,
  mayUndo,
  movesByHand,
  type OpenSignature,
  type Stage,
  stageByCharter,
  stageByName,
  stageNames,
  stages,
} from './stage.rules.js';
export { mayReopen } from './task.rules.js';
export { type TaskCounts, type TaskFilter, type TaskLine, Tasks } from './task.service.js';
export type { TaskNow, Whose } from './task-list.repository.js';
