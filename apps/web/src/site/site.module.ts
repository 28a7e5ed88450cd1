import { Module } from '@nestjs/common';
import { AccessModule, Proposals, Tokens, Users } from '#access';
import { AccountsModule } from '#accounts';
import { InboundMailModule } from '#inbound-mail';
import { MailTemplatesModule } from '#mail-templates';
import { MessagingModule } from '#messaging';
import { RetentionModule } from '#retention';
import { TrainingModule } from '#training';
import { RecordNames, RecordStandings, ShellModule } from '../shell/index.js';
import { AccountController } from './account.controller.js';
import { AccountFactorController } from './account-factor.controller.js';
import { AccountSecurityController } from './account-security.controller.js';
import { AdministratorsController } from './administrators.controller.js';
import { ApiDocsController } from './api-docs.controller.js';
import { AreaElsewhere } from './area-elsewhere.service.js';
import { AreaSettingsController } from './area-settings.controller.js';
import { HealthController } from './health.controller.js';
import { HomeController } from './home.controller.js';
import { NoticesController } from './notices.controller.js';
import { PeopleController } from './people.controller.js';
import { PersonController } from './person.controller.js';
import { PublicFilesController } from './public-files.controller.js';
import { RetentionController } from './retention.controller.js';
import { RightsReviewController } from './rights-review.controller.js';
import { SettingsController } from './settings.controller.js';
import { addNames } from './site.names.js';

/** What belongs to no domain: first page, statements, settings, health, the description of the API. */
@Module({
  imports: [
    ShellModule,
    AccessModule,
    AccountsModule,
    InboundMailModule,
    MailTemplatesModule,
    MessagingModule,
    RetentionModule,
    TrainingModule,
  ],
  providers: [AreaElsewhere],
  controllers: [
    AdministratorsController,
    PeopleController,
    HomeController,
    NoticesController,
    PublicFilesController,
    AccountController,
    AccountSecurityController,
    AccountFactorController,
    AreaSettingsController,
    RetentionController,
    SettingsController,
    RightsReviewController,
    PersonController,
    HealthController,
    ApiDocsController,
  ],
})
export class SiteWebModule {
  constructor(
    standings: RecordStandings,
    names: RecordNames,
    users: Users,
    tokens: Tokens,
    proposals: Proposals,
  ) {
    addNames(names, { users, tokens, proposals });
    standings.add('user', async (_tx, id) => ({ areaId: '', of: [id] }));
  }
}
