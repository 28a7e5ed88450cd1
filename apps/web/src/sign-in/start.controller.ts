import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import {
  FIRST_ACCOUNT,
  FirstAccount,
  INVITATION,
  Links,
  passwordProblem,
  SignInSessions,
  Users,
  type UserView,
} from '#access';
import { Accounts } from '#accounts';
import { CodedError, Database } from '#platform';
import {
  AllowAnyone,
  Cookies,
  type FieldErrors,
  fieldErrors,
  page,
  readForm,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { deviceOf } from './device.js';
import { firstAccountForm, invitationForm } from './sign-in.form.js';

const VIEW = 'sign-in/views/start.njk';
const ENDED = 'sign-in/views/link-ended.njk';
const WHY = 'one-time link: the token is looked up here';

type Opening = { kind: 'first' } | { kind: 'invitation'; name: string; email: string };
/** Why a link opens nothing any more; `account`: its holder may have one to sign in to. */
type Ended = { kind: 'ended'; why: string; account: boolean };

/** The one-time links: the first account of an installation, invitations, and links for a new password. */
@Controller('start/:token')
export class StartController {
  constructor(
    private readonly links: Links,
    private readonly first: FirstAccount,
    private readonly users: Users,
    private readonly accounts: Accounts,
    private readonly sessions: SignInSessions,
    private readonly cookies: Cookies,
    private readonly db: Database,
  ) {}

  @Get()
  @AllowAnyone(WHY, { secretAddress: true })
  async show(@Param('token') token: string, @Res() res: WebResponse): Promise<void> {
    const opening = await this.opening(token);
    if (opening.kind === 'ended') return page(res, ENDED, opening, 410);
    page(res, VIEW, { opening });
  }

  @Post()
  @AllowAnyone(WHY, { secretAddress: true })
  async begin(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() req: WebRequest,
    @Res() res: WebResponse,
  ): Promise<void> {
    const opening = await this.opening(token);
    if (opening.kind === 'ended') return page(res, ENDED, opening, 410);
    const first = opening.kind === 'first' ? readForm(firstAccountForm, body) : undefined;
    const form = first ?? readForm(invitationForm, body);
    const again = (errors: FieldErrors) =>
      page(res, VIEW, { opening, errors, values: { ...form.values, password: undefined } }, 422);
    // Not trimmed: a password may begin or end with a space.
    const password = String((body as { password?: unknown } | undefined)?.password ?? '');
    const names = opening.kind === 'first' ? namesIn(form.values) : [opening.name, opening.email];
    const problem = password ? passwordProblem(password, names) : undefined;
    if (!form.ok || problem)
      return again({ ...(form.ok ? {} : form.errors), ...(problem ? { password: problem } : {}) });
    let userId: string;
    try {
      userId = first?.ok
        ? await this.first.make(token, { ...first.data, password })
        : await this.accounts.accept(token, password);
    } catch (error) {
      return again(fieldErrors(error));
    }
    const before = this.cookies.anySessionId(req);
    const id = await this.db.write([], async (tx) => {
      if (before) await this.sessions.close(tx, before);
      return this.sessions.open(tx, userId, deviceOf(req));
    });
    this.cookies.giveSession(res, id);
    await this.cookies.knowBrowser(req, res, userId);
    res.redirect(303, opening.kind === 'first' ? '/welcome' : '/');
  }

  /** What the link opens, or why it has ended. Throws not-found, with words that say how to get another. */
  private async opening(token: string): Promise<Opening | Ended> {
    const first = await this.links.look(FIRST_ACCOUNT, token);
    if (first && (await this.users.any()))
      return ended(
        'The first account has been made already. Sign in with it, or ask whoever has it to invite you.',
        true,
      );
    if (first?.ended)
      return ended(
        'It worked once and for 72 hours, to make the first account. Start the program again, or run npm run cli -- first-account: it prints a new link.',
        false,
      );
    if (first) return { kind: 'first' };
    const invitation = await this.links.look(INVITATION, token);
    const user = invitation && (await this.users.byId(invitation.subjectId));
    if (invitation?.ended) return endedFor(user, invitation.used);
    if (!user || user.disabledAt)
      throw new CodedError(
        'not-found',
        'access.link-unknown',
        'Check that you copied all of the link. It may be cut off at the end.',
      );
    return { kind: 'invitation', name: user.name, email: user.email };
  }
}

/** What was typed as name and address, also when it is not right yet. */
const namesIn = (values: Record<string, unknown>): string[] =>
  [values['name'], values['email']].filter((text) => typeof text === 'string');

const ended = (why: string, account: boolean): Ended => ({ kind: 'ended', why, account });

/** What the holder of an ended link can do depends on whether they have chosen a password yet. */
function endedFor(user: UserView | undefined, used: boolean): Ended {
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
