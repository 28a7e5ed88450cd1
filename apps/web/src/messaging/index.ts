/** messaging: every mail and what became of it, settling what nobody knows, and the trial mailbox. */
import { MailboxCatcher } from './mailbox.catcher.js';
import { MailboxController } from './mailbox.controller.js';
import { MessagesApiController } from './messages.api.controller.js';
import { MessagesController } from './messages.controller.js';

export { timeline } from './timeline.js';

export const controllers = [MessagesController, MailboxController, MessagesApiController];
export const providers = [MailboxCatcher];
