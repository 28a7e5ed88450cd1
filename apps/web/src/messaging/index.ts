/** messaging: every mail and what became of it, settling what nobody knows, and the trial mailbox. */
import { AgainController } from './again.controller.js';
import { BlockedController } from './blocked.controller.js';
import { CorrectMailController } from './correct.controller.js';
import { LeaveController } from './leave.controller.js';
import { LiveController } from './live.controller.js';
import { LiveCounts } from './live.counts.js';
import { MailboxCatcher } from './mailbox.catcher.js';
import { MailboxController } from './mailbox.controller.js';
import { MessagesApiController } from './messages.api.controller.js';
import { MessagesController } from './messages.controller.js';
import { OverrideController } from './override.controller.js';
import { PausesController } from './pauses.controller.js';
import { RestoreController } from './restore.controller.js';
import { ReturnedController } from './returned.controller.js';
import { ReturnPolicyController } from './returned-policy.controller.js';
import { RulesController } from './rules.controller.js';
import { SendingsApiController } from './sendings.api.controller.js';
import { SendingsController } from './sendings.controller.js';
import { TemplatesController } from './templates.controller.js';
import { TemplatePage } from './templates.page.js';
import { TemplateTrialController } from './templates-trial.controller.js';
import { UnknownController } from './unknown.controller.js';

export { timeline } from './timeline.js';

export const controllers = [
  LeaveController,
  BlockedController,
  SendingsController,
  AgainController,
  CorrectMailController,
  LiveController,
  UnknownController,
  PausesController,
  RestoreController,
  ReturnPolicyController,
  ReturnedController,
  RulesController,
  OverrideController,
  TemplatesController,
  TemplateTrialController,
  // Its /mail/:messageId takes whatever the others leave.
  MessagesController,
  MailboxController,
  MessagesApiController,
  SendingsApiController,
];
export const providers = [MailboxCatcher, LiveCounts, TemplatePage];
