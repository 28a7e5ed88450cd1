import { Body, Controller, Get, Param, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import { FIRST_ACCOUNT, FirstAccount, INVITATION, Links, SecondStep, Users, type UserView } from '#access';
import { Accounts } from '#accounts';
import { CodedError, Database } from '#platform';
import {
  AllowAnyone,
  Cookies,
  FormOf,
  filledIn,
  OtherPage,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { Arrival } from './arrival.js';
import { deviceOf } from './device.js';
import { firstAccountForm, invitationForm } from './sign-in.form.js';

const WHY = 'one-time link: the token is looked up here';

type Opening = { kind: 'first' } | { kind: 'invitation'; name: string; email: string };

/** The one-time links: the first account of an installation, invitations, and links for a new password. */
@Controller('start/:token')
export class StartController {
  constructor(
    private readonly links: Links,
    private readonly first: FirstAccount,
    private readonly users: Users,
    private readonly accounts: Accounts,
    private readonly step: SecondStep,
    private readonly cookies: Cookies,
    private readonly arrival: Arrival,
    private readonly db: Database,
  ) {}

  @Get()
  @AllowAnyone(WHY, { secretAddress: true })
  @Render('sign-in/views/start.njk')
  async show(@Param('token') token: string) {
    return { opening: await this.opening(token) };
  }

  @Post()
  @AllowAnyone(WHY, { secretAddress: true })
  @FormOf('show')
  @Redirect('', 303)
  async begin(
    @Param('token') token: string,
    @Body() body: object = {},
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const opening = await this.opening(token);
    const userId = await this.account(token, opening, body);
    const before = this.cookies.anySessionId(req);
    const entry = await this.db.write([], (tx) => this.step.begin(tx, userId, deviceOf(req), before));
    const next = opening.kind === 'first' ? '/welcome' : '/';
    return { url: await this.arrival.at(req, res, entry, { next }) };
  }

  /** The account that the link gives, with the password that was chosen; its id. */
  private account(token: string, opening: Opening, body: object): Promise<string> {
    if (opening.kind === 'first') return this.first.make(token, filledIn(firstAccountForm(body), body));
    const { password } = filledIn(invitationForm([opening.name, opening.email]), body);
    return this.accounts.accept(token, password);
  }

  /** What the link opens. One that has ended has a page of its own; an unknown one is not found. */
  private async opening(token: string): Promise<Opening> {
    const first = await this.links.look(FIRST_ACCOUNT, token);
    if (first && (await this.users.any()))
      throw ended(
        'The first account has been made already. Sign in with it, or ask whoever has it to invite you.',
        true,
      );
    if (first?.ended)
      throw ended(
        'It worked once and for 72 hours, to make the first account. Start the program again, or run npm run cli -- first-account: it prints a new link.',
        false,
      );
    if (first) return { kind: 'first' };
    const invitation = await this.links.look(INVITATION, token);
    const user = invitation?.subjectId ? await this.users.byId(invitation.subjectId) : undefined;
    if (invitation?.ended) throw endedFor(user, invitation.used);
    if (!user || user.disabledAt)
      throw new CodedError(
        'not-found',
        'access.link-unknown',
        'Check that you copied all of the link. It may be cut off at the end.',
      );
    return { kind: 'invitation', name: user.name, email: user.email };
  }
}

/** Why a link opens nothing any more; `account`: its holder may have one to sign in to. */
const ended = (why: string, account: boolean) =>
  new OtherPage('sign-in/views/link-ended.njk', { why, account }, 410);

/** What the holder of an ended link can do depends on whether they have chosen a password yet. */
function endedFor(user: UserView | undefined, used: boolean) {
  if (user?.disabledAt) return ended('If you should have access, ask the person who gave it to you.', false);
  if (used)
    return ended('You have already chosen a password with this link. Sign in, or ask for a new link.', true);
  if (user?.active)
    return ended(
      'It has run out, or you have chosen a password since we sent it. Sign in, or ask for a new link.',
      true,
    );
  return ended(
    'This invitation has run out, or a newer one has been sent to you. Look for a newer email, or ask the person who invited you.',
    false,
  );
}
