import { Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { z } from 'zod';
import { Agencies, EmailChanges } from '#access';
import { OwnAccount, roleWords } from '#accounts';
import { type Limit, RateLimiter } from '#platform';
import { Allow, CurrentUser, Form, FormOf, type Principal, type WebRequest } from '../shell/index.js';
import { addressForm, ownNameForm } from './account.form.js';

const ASKED: Limit = { name: 'new addresses asked for', most: 5, spanMs: 3_600_000 };

/** One's own account: who one is here. What one signs in with is beside it (`AccountSecurityController`). */
@Controller('account')
export class AccountController {
  constructor(
    private readonly agencies: Agencies,
    private readonly own: OwnAccount,
    private readonly emailChanges: EmailChanges,
    private readonly limiter: RateLimiter,
  ) {}

  @Get()
  @Allow('sign_in_session', 'list', { about: 'oneself' })
  @Render('site/views/account.njk')
  async show(@CurrentUser() who: Principal, @Req() { session }: WebRequest) {
    const agencies = await this.agencies.ofGrants(session!.grants);
    return {
      user: { name: session!.name, email: session!.email },
      pending: await this.emailChanges.pending(who.userId!),
      roles: session!.grants.map(({ role, areaId, agencyId }) =>
        [
          roleWords[role],
          who.allAreas.find((area) => area.id === areaId)?.name ?? 'whole installation',
          ...agencies.filter((agency) => agency.id === agencyId).map((agency) => agency.name),
        ].join(', '),
      ),
    };
  }

  @Post('name')
  @Allow('user', 'change', { about: 'oneself' })
  @FormOf('show')
  @Redirect('', 303)
  async rename(@CurrentUser() who: Principal, @Form(ownNameForm) { name }: z.output<typeof ownNameForm>) {
    return { url: `/account?done=${(await this.own.rename(who.userId!, name)) ? 'name' : 'name-same'}` };
  }

  @Post('address/back')
  @Allow('user', 'change', { about: 'oneself' })
  @FormOf('show')
  @Redirect('/account?done=address-back', 303)
  async takeAddressBack(@CurrentUser() who: Principal): Promise<void> {
    await this.own.takeAddressBack(who.userId!);
  }

  /** The new address holds once the link sent there has been used. */
  @Post('address')
  @Allow('user', 'change', { about: 'oneself' })
  @FormOf('show')
  @Redirect('/account?done=address', 303)
  async askAddress(
    @CurrentUser() who: Principal,
    @Form(addressForm) { email }: z.output<typeof addressForm>,
  ): Promise<void> {
    await this.limiter.take(ASKED, who.userId!);
    await this.own.askAddress(who.userId!, email);
  }
}
