import './access.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Agencies } from './agencies.service.js';
import { Agency } from './agency.entity.js';
import { Area } from './area.entity.js';
import { AreaLogo } from './area-logo.entity.js';
import { AreaSettingsService } from './area-settings.service.js';
import { Areas } from './areas.service.js';
import { AuditCheck, AuditEntry, AuditSeal, AuditValue } from './audit.entity.js';
import { Audit } from './audit.service.js';
import { AuditChain, AuditRetention } from './audit-chain.service.js';
import { AuditLooks } from './audit-looks.service.js';
import { AuditTrail } from './audit-trail.service.js';
import { Challenges } from './challenges.js';
import { EmailChanges } from './email-changes.service.js';
import { AuthenticatorApp, Passkey, RecoveryCode, SpentChallenge } from './factor.entity.js';
import { Factors } from './factors.service.js';
import { FirstAccount } from './first-account.service.js';
import { IdleAccounts } from './idle-accounts.service.js';
import { KnownBrowser } from './known-browser.entity.js';
import { KnownBrowsers } from './known-browsers.service.js';
import { LinkTokens } from './link-tokens.js';
import { Links } from './links.service.js';
import { LostFactors } from './lost-factors.service.js';
import { Passkeys } from './passkeys.service.js';
import { Passwords } from './password.service.js';
import { Proposal } from './proposal.entity.js';
import { Proposals } from './proposals.service.js';
import { RetentionPeriod } from './retention-period.entity.js';
import { RetentionPeriods } from './retention-periods.service.js';
import { RightsReview } from './rights-review.entity.js';
import { RightsReviews } from './rights-reviews.service.js';
import { SecondStep } from './second-step.service.js';
import { SignIn } from './sign-in.service.js';
import { SignInFailure, SignInSession, SignInStep } from './sign-in-session.entity.js';
import { SignInSessions } from './sign-in-sessions.service.js';
import { SignInTries } from './sign-in-tries.service.js';
import { ApiToken, LinkToken } from './token.entity.js';
import { Tokens } from './tokens.service.js';
import { EmailChange, RoleGrant, User } from './user.entity.js';
import { Users } from './users.service.js';

const services = [
  Agencies,
  Areas,
  AreaSettingsService,
  Audit,
  AuditChain,
  AuditLooks,
  AuditRetention,
  AuditTrail,
  Challenges,
  EmailChanges,
  Factors,
  FirstAccount,
  IdleAccounts,
  KnownBrowsers,
  Links,
  LinkTokens,
  LostFactors,
  Passkeys,
  Passwords,
  Proposals,
  RightsReviews,
  SecondStep,
  RetentionPeriods,
  SignInSessions,
  SignInTries,
  SignIn,
  Tokens,
  Users,
];

@Module({
  imports: [
    TypeOrmModule.forFeature([
      Agency,
      ApiToken,
      Area,
      AreaLogo,
      AuditCheck,
      AuditEntry,
      AuditSeal,
      AuditValue,
      AuthenticatorApp,
      EmailChange,
      KnownBrowser,
      LinkToken,
      Proposal,
      Passkey,
      RecoveryCode,
      RightsReview,
      RetentionPeriod,
      RoleGrant,
      SignInFailure,
      SignInSession,
      SignInStep,
      SpentChallenge,
      User,
    ]),
  ],
  providers: services,
  exports: services,
})
export class AccessModule {}
