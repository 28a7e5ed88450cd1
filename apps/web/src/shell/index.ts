/**
 * The shell: layout and macros (views/), who may use a route, forms and their errors, error pages, cookies, assets.
 * It knows no employer, survey or mail; domain folders of the web import it, it imports none of them.
 */
export { Allow, AllowAnyone, AllowLink, isPublicPage, POLICY, type Policy } from './allow.js';
export { API_ROUTE, ApiRoute, type ApiRouteInfo } from './api-route.js';
export { type AreaWords, areaWords } from './area-words.js';
export { Assets } from './assets.js';
export { Cookies } from './cookies.js';
export { Csrf } from './csrf.js';
export { aDay, readDay } from './days.js';
export { agoWords, type DueMark, dueMark } from './due.js';
export {
  apiInput,
  type FieldErrors,
  type FormResult,
  fieldErrors,
  page,
  readForm,
  refusal,
} from './forms.js';
export { type KeptForm, KeptForms } from './kept-forms.js';
export { type MenuEntry, menuFor } from './menu.js';
export { sameText } from './same-text.js';
export { ShellModule } from './shell.module.js';
export { MB, Takes } from './takes.js';
export type { TimelineEntry, TimelineFact, TimelineWords } from './timeline.js';
export { configureWebApp, createWebApp } from './web-app.js';
export { type UploadedFile, UploadedFile0, type WebRequest, type WebResponse, Who } from './who.js';
