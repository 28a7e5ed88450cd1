/** charter: the pages of signing and reviewing, the public register, and their API. */
export { charterRow } from './charter.model.js';
export { CharterWebModule } from './charter.module.js';
