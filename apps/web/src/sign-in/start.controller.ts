import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { FIRST_ACCOUNT, FirstAccount, INVITATION, Links, passwordProblem, Sessions, Users } from '#access';
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
const WHY = 'one-time link: the token is looked up here';

type Opening = { kind: 'first' } | { kind: 'invitation'; name: string; email: string };

/** The one-time links: the first account of an installation, and invitations. */
@Controller('start/:token')
export class StartController {
  constructor(
    private readonly links: Links,
    private readonly first: FirstAccount,
    private readonly users: Users,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly cookies: Cookies,
    private readonly db: Database,
  ) {}

  @Get()
  @AllowAnyone(WHY, { secretAddress: true })
  async show(@Param('token') token: string, @Res() res: WebResponse): Promise<void> {
    page(res, VIEW, { opening: await this.opening(token) });
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

  /** What the link opens. Throws not-found or gone with words that say how to get another. */
  private async opening(token: string): Promise<Opening> {
    const first = await this.links.find(FIRST_ACCOUNT, token).catch(elsewhere);
    if (first) {
      if (await this.users.any())
        throw ended(
          'The first account has been made already. Sign in with it, or ask whoever has it to invite you.',
        );
      return { kind: 'first' };
    }
    const invitation = await this.links.find(INVITATION, token).catch(elsewhere);
    const user = invitation && (await this.users.byId(invitation.subjectId));
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

const ended = (text: string) => new CodedError('gone', 'access.link-ended', text);

/** Not of this purpose: look on. Ended: say so. */
function elsewhere(error: unknown): undefined {
  if (error instanceof CodedError && error.code === 'access.link-unknown') return undefined;
  if (error instanceof CodedError && error.code === 'access.link-ended')
    throw ended(
      'It works once and for 72 hours. If you were invited, ask an administrator for a new link. To make the first account, start the program again, or run npm run cli -- first-account: it prints a new link.',
    );
  throw error;
}
