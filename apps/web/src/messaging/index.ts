/** messaging: every mail and what became of it, settling what nobody knows, and the trial mailbox. */
export { MessagingWebModule } from './messaging.module.js';
