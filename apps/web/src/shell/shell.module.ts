import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { AccessModule } from '#access';
import { AccessGuard } from './access.guard.js';
import { Assets } from './assets.js';
import { AuditedReads } from './audited.js';
import { Authenticator } from './authenticator.js';
import { BodyParser } from './body-parser.js';
import { Cookies } from './cookies.js';
import { Csrf } from './csrf.js';
import { ErrorsFilter } from './errors.filter.js';
import { FieldSets } from './field-sets.js';
import { FreshSignIn } from './fresh.js';
import { GuessLimiter } from './guess-limiter.js';
import { KeptForms } from './kept-forms.js';
import { KeptRights } from './kept-rights.js';
import { LinkReaders } from './link-readers.js';
import { RecordNames } from './record-names.js';
import { RecordStandings } from './record-standings.js';
import { RightCheck } from './right-check.js';

/** What stands around every page: guard, error pages, cookies, form tokens, assets. */
@Module({
  imports: [AccessModule, DiscoveryModule],
  providers: [
    Assets,
    BodyParser,
    Authenticator,
    Cookies,
    Csrf,
    FreshSignIn,
    GuessLimiter,
    KeptForms,
    LinkReaders,
    RecordNames,
    RecordStandings,
    RightCheck,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: KeptRights },
    { provide: APP_INTERCEPTOR, useClass: FieldSets },
    { provide: APP_INTERCEPTOR, useClass: AuditedReads },
    { provide: APP_FILTER, useClass: ErrorsFilter },
  ],
  exports: [
    AccessModule,
    DiscoveryModule,
    Assets,
    Cookies,
    Csrf,
    FreshSignIn,
    KeptForms,
    LinkReaders,
    RecordNames,
    RecordStandings,
  ],
})
export class ShellModule {}
