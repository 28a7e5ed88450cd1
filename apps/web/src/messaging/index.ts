/** messaging: every mail and what became of it, settling what nobody knows, and the trial mailbox. */

export { MessagingWebModule } from './messaging.module.js';
export { DAYS as weekdayWords, NATIONS as nationWords } from './rules.words.js';
