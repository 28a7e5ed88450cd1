/**
 * signatories: who signed the charter, which wording, from when to when; when the review falls due; who is on the public
 * register. It moves an employer's stage when a signature begins or ends.
 * It must not know training, surveys or mail: those ask it who signs.
 */

export type { Charter } from './charter.entity.js';
export type { SignatoryFilter } from './charter.export.js';
export type { CharterLine } from './charter.repository.js';
export { endNames, soonUntil } from './charter.rules.js';
export { Charters, type SigningInput } from './charter.service.js';
export { charterVersion, charterVersions, latestCharterVersion } from './charter-versions.js';
export { DueReviews, FOLLOW_REVIEWS_JOB } from './due-reviews.service.js';
export { SignatoriesModule } from './signatories.module.js';
