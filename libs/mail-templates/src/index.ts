/**
 * mail-templates: what a mail says. Owns the registry of mails, the language staff write them in, their versions and
 * drafts, and compiled templates. It must not know who is written to, or whether and when a mail goes.
 */

export {
  type CompiledTemplate,
  CompiledTemplates,
  type FoundTemplate,
} from './compiled-templates.service.js';
export { maskLink, maskLinks } from './mail-data.rules.js';
export { defineMail, type MailDefinition, type Purpose } from './mail-definition.js';
export { type MailReader, MailRegistry, testedMail } from './mail-registry.js';
export { MailTemplatesModule } from './mail-templates.module.js';
export { PersonalLinks } from './personal-links.js';
export { placeholdersOf } from './placeholders.rules.js';
export { LOGO_FILE, PRIVACY_PAGE } from './public-pages.js';
export { segmentsOf } from './segments.js';
export { type PlannedContent, SubjectRenderer } from './subject-renderer.service.js';
export { isBroken } from './template.errors.js';
export {
  draftById,
  filesOf,
  noteTested,
  replaceDraft,
  type TemplateDraft,
  type TemplateFile,
  type TemplateVersion,
  versionsOf,
} from './template.repository.js';
export { type TemplateLine, Templates, type TemplateView } from './template.service.js';
export type { Placeholder, TemplateContent } from './template.types.js';
export { type Change, changesOf } from './template-diff.rules.js';
export { TemplateLoader } from './template-loader.js';
