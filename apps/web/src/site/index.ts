/** What belongs to no domain: first page, statements, settings, health, the description of the API. */
import { AccountController } from './account.controller.js';
import { ApiDocsController } from './api-docs.controller.js';
import { HealthController } from './health.controller.js';
import { HomeController } from './home.controller.js';
import { PersonController } from './person.controller.js';
import { SettingsController } from './settings.controller.js';

export { type FoundRoute, openApi, routesOf } from './openapi.js';
export const controllers = [
  HomeController,
  AccountController,
  SettingsController,
  PersonController,
  HealthController,
  ApiDocsController,
];
