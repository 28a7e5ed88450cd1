import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { AccountsModule } from '#accounts';
import { ShellModule } from '../shell/index.js';
import { AccountController } from './account.controller.js';
import { AccountFactorController } from './account-factor.controller.js';
import { AccountSecurityController } from './account-security.controller.js';
import { ApiDocsController } from './api-docs.controller.js';
import { AreaSettingsController } from './area-settings.controller.js';
import { HealthController } from './health.controller.js';
import { HomeController } from './home.controller.js';
import { NoticesController } from './notices.controller.js';
import { PersonController } from './person.controller.js';
import { PublicFilesController } from './public-files.controller.js';
import { RightsReviewController } from './rights-review.controller.js';
import { SettingsController } from './settings.controller.js';

/** What belongs to no domain: first page, statements, settings, health, the description of the API. */
@Module({
  imports: [ShellModule, AccessModule, AccountsModule],
  controllers: [
    HomeController,
    NoticesController,
    PublicFilesController,
    AccountController,
    AccountSecurityController,
    AccountFactorController,
    AreaSettingsController,
    SettingsController,
    RightsReviewController,
    PersonController,
    HealthController,
    ApiDocsController,
  ],
})
export class SiteWebModule {}
