/**
 * The shell: layout and macros (views/), who may use a route, forms and their errors, error pages, cookies, assets.
 * It knows no employer, survey or mail; domain folders of the web import it, it imports none of them.
 */
export { Allow, AllowAnyone, AllowLink, isPublicPage, POLICY, type Policy } from './allow.js';
export { API_ROUTE, ApiRoute, type ApiRouteInfo } from './api-route.js';
export { type AreaWords, areaWords } from './area-placeholders.js';
export { Assets } from './assets.js';
export { Audited, LOOKS, type LooksKept, Shown } from './audited.js';
export { BodyLimits, MB } from './body-limits.js';
export { Cookies } from './cookies.js';
export { Csrf } from './csrf.js';
export { aDay, readDay } from './days.js';
export { agoWords, type DueBadge, dueBadge } from './due-badge.js';
export { failedJobsNote } from './failed-jobs.note.js';
export * as field from './form-fields.js';
export { Form, FormOf, type FormWays, filledIn, Refused, Typed } from './form-page.js';
export { type FieldErrors, FormChanged, FormRefused, OtherPage, SeeOther } from './form-refused.js';
export { apiInput, type FormResult, readForm } from './forms.js';
export { FreshSignIn } from './fresh.js';
export { KeptForms } from './kept-forms.js';
export { LinkReaders } from './link-readers.js';
export {
  anyOf,
  listAddress,
  oneOf,
  type Pager,
  pageNumber,
  pageOf,
  pagerOf,
  place,
  searched,
} from './lists.js';
export { type MenuEntry, menuFor } from './menu.js';
export {
  CurrentUser,
  type FileUpload,
  type Look,
  linkOf,
  onlyOf,
  type Principal,
  personOf,
  UploadedFile,
  type WebRequest,
  type WebResponse,
} from './principal.js';
export { type ChangeWords, type RecordKey, type RecordName, RecordNames } from './record-names.js';
export { RecordStandings, type Standing } from './record-standings.js';
export { retentionNote } from './retention.note.js';
export { reaches } from './right-check.js';
export { ShellModule } from './shell.module.js';
export { squareOf } from './square.js';
export type { TimelineEntry, TimelineFact, TimelineWords } from './timeline.js';
export { timingSafeEqualText } from './timing-safe-equal.js';
export { configureWebApp, createWebApp } from './web-app.js';
