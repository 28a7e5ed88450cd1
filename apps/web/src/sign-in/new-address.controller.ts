import { Controller, Get, Param, Post, Redirect, Render } from '@nestjs/common';
import { EmailChanges } from '#access';
import { OwnAccount } from '#accounts';
import { CodedError } from '#platform';
import { AllowAnyone, FormOf, OtherPage } from '../shell/index.js';

const WHY = 'one-time link: the token is looked up here';

/** The link that confirms a new address of an account. Opening it changes nothing: a button does. */
@Controller('new-address')
export class NewAddressController {
  constructor(
    private readonly emailChanges: EmailChanges,
    private readonly own: OwnAccount,
  ) {}

  @Get('confirmed')
  @AllowAnyone('says that an address was confirmed; about no record')
  @Render('sign-in/views/new-address.njk')
  confirmed() {
    return { done: true };
  }

  @Get(':token')
  @AllowAnyone(WHY, { secretAddress: true })
  @Render('sign-in/views/new-address.njk')
  async show(@Param('token') token: string) {
    const { email } = await this.emailChanges.find(token).catch((error: unknown) => {
      throw error instanceof CodedError && error.code === 'access.link-ended' ? ended() : error;
    });
    return { email };
  }

  @Post(':token')
  @AllowAnyone(WHY, { secretAddress: true })
  @FormOf('show')
  @Redirect('/new-address/confirmed', 303)
  async confirm(@Param('token') token: string): Promise<void> {
    await this.own.confirmAddress(token);
  }
}

/** For a link that was used, has run out or was followed by another. */
const ended = () =>
  new OtherPage(
    'sign-in/views/link-ended.njk',
    {
      why: 'It works once and for 24 hours, and only the last one sent. If you have used it, sign in with your new address. If not, sign in as before and ask for another under Your account.',
      signIn: true,
    },
    410,
  );
