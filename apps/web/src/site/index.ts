/** What belongs to no domain: first page, statements, settings, health, the description of the API. */
export { type FoundRoute, openApi, routesOf } from './openapi.js';
export { SiteWebModule } from './site.module.js';
