import { Module } from '@nestjs/common';
import { AreaSettingsService } from './area-settings.service.js';
import { Areas } from './areas.service.js';
import { Audit } from './audit.service.js';
import { FirstAccount } from './first-account.service.js';
import { KnownBrowsers } from './known-browsers.service.js';
import { LinkTokens } from './link-tokens.js';
import { Links } from './links.service.js';
import { Passwords } from './password.service.js';
import { SignIn } from './sign-in.service.js';
import { SignInSessions } from './sign-in-sessions.service.js';
import { Tokens } from './tokens.service.js';
import { Users } from './users.service.js';

const services = [
  Areas,
  AreaSettingsService,
  Audit,
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

@Module({ providers: services, exports: services })
export class AccessModule {}
