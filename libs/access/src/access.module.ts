import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Area } from './area.entity.js';
import { AreaLogo } from './area-logo.entity.js';
import { AreaSettingsService } from './area-settings.service.js';
import { Areas } from './areas.service.js';
import { AuditCheck, AuditEntry, AuditSeal, AuditValue } from './audit.entity.js';
import { Audit } from './audit.service.js';
import { AuditChain, AuditRetention } from './audit-chain.service.js';
import { AuditTrail } from './audit-trail.service.js';
import { FirstAccount } from './first-account.service.js';
import { KnownBrowser } from './known-browser.entity.js';
import { KnownBrowsers } from './known-browsers.service.js';
import { LinkTokens } from './link-tokens.js';
import { Links } from './links.service.js';
import { Passwords } from './password.service.js';
import { SignIn } from './sign-in.service.js';
import { SignInFailure, SignInSession } from './sign-in-session.entity.js';
import { SignInSessions } from './sign-in-sessions.service.js';
import { ApiToken, LinkToken } from './token.entity.js';
import { Tokens } from './tokens.service.js';
import { RoleGrant, User } from './user.entity.js';
import { Users } from './users.service.js';

const services = [
  Areas,
  AreaSettingsService,
  Audit,
  AuditChain,
  AuditRetention,
  AuditTrail,
  FirstAccount,
  KnownBrowsers,
  Links,
  LinkTokens,
  Passwords,
  SignInSessions,
  SignIn,
  Tokens,
  Users,
];

@Module({
  imports: [
    TypeOrmModule.forFeature([
      ApiToken,
      Area,
      AreaLogo,
      AuditCheck,
      AuditEntry,
      AuditSeal,
      AuditValue,
      KnownBrowser,
      LinkToken,
      RoleGrant,
      SignInFailure,
      SignInSession,
      User,
    ]),
  ],
  providers: services,
  exports: services,
})
export class AccessModule {}
