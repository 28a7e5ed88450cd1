/** Words of mails that staff write: what the module provides, and the tables. */
import { PlannedMails } from './planned-words.service.js';
import { MailFileContent, MailTemplate, MailTemplateDraft, MailTemplateFile } from './template.entity.js';
import { Templates } from './template.service.js';
import { TemplateTrials } from './template-trial.service.js';

export const templateServices = [PlannedMails, Templates, TemplateTrials];
export const templateEntities = [MailTemplate, MailTemplateDraft, MailTemplateFile, MailFileContent];
