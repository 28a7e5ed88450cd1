import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessModule } from '#access';
import { AccessGuard } from './access.guard.js';
import { Assets } from './assets.js';
import { Bodies } from './bodies.js';
import { Callers } from './callers.js';
import { Cookies } from './cookies.js';
import { Csrf } from './csrf.js';
import { ErrorsFilter } from './errors.filter.js';
import { Guesses } from './guesses.js';
import { KeptForms } from './kept-forms.js';

/** What stands around every page: guard, error pages, cookies, form tokens, assets. */
@Module({
  imports: [AccessModule, DiscoveryModule],
  providers: [
    Assets,
    Bodies,
    Callers,
    Cookies,
    Csrf,
    Guesses,
    KeptForms,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ErrorsFilter },
  ],
  exports: [AccessModule, DiscoveryModule, Assets, Cookies, Csrf, KeptForms],
})
export class ShellModule {}
