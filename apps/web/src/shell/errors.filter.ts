import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import { CodedError, connectionErrorCode, errorForLog, LOG, type Log } from '#platform';
import { isApi } from './authenticator.js';
import { ERROR_STATUS } from './error-status.js';
import { OtherPage, SeeOther } from './form-refused.js';
import { page, waitSeconds } from './forms.js';
import { GuessLimiter } from './guess-limiter.js';
import { SignInFirst } from './kept-forms.js';
import type { WebRequest, WebResponse } from './principal.js';
import { StaleForm } from './stale-form.js';
import { TooLarge } from './too-large.js';

const TITLES: Record<number, string> = {
  400: 'This request cannot be read',
  401: 'Sign in to go on',
  403: 'You may not do this',
  404: 'Page not found',
  409: 'This cannot be done now',
  410: 'This link has ended',
  413: 'This is too large',
  422: 'Something needs correcting',
  429: 'Too many tries',
  500: 'Something went wrong here',
  503: 'This is not there just now',
};
/** Where a program needs another word than a person before a page. */
const API_TITLES: Record<number, string> = { 401: 'A token is needed', 404: 'Not found' };
/** Seconds after which it is worth trying again when the database was away. */
const BACK_SOON = '30';

interface Problem {
  status: number;
  code: string;
  detail: string;
  fields: Record<string, string>;
}

const isLinkError = (code: string) => code === 'access.link-ended' || code === 'access.link-unknown';

/** Turns whatever a route throws into a page, or problem+json (RFC 9457) for programs. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Log,
    private readonly guesses: GuessLimiter,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const req = host.switchToHttp().getRequest<WebRequest>();
    const res = host.switchToHttp().getResponse<WebResponse>();
    // Whoever hung up, or was hung up on, gets no answer; that is no fault of ours.
    if (req.destroyed && !req.complete) {
      res.destroy();
      return;
    }
    if (thrown instanceof SeeOther) return res.redirect(303, thrown.url);
    if (thrown instanceof OtherPage) return showInstead(res, thrown);
    const error = await this.guesses.count(req, thrown).catch((failure: unknown) => failure);
    const trouble = this.problemOf(error);
    if (trouble.status >= 500) this.note(req, error);
    if (res.headersSent) {
      res.end();
      return;
    }
    if (trouble.status === 503) res.setHeader('Retry-After', BACK_SOON);
    else if (trouble.status === 429) res.setHeader('Retry-After', waitSeconds(error));
    res.setHeader('Cache-Control', 'no-store');
    if (wantsJson(req)) this.asProblem(req, res, forPrograms(req, trouble, error));
    else if (error instanceof StaleForm && !req.is('multipart/form-data')) showStaleForm(req, res, error);
    else if (error instanceof SignInFirst)
      page(
        res,
        'sign-in/views/sign-in.njk',
        { nonce: req.nonce, values: { kept: error.kept }, signedOut: error.why, passkey: error.passkey },
        401,
      );
    else this.asPage(req, res, trouble);
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof CodedError)
      return {
        status: ERROR_STATUS[error.kind],
        code: error.code,
        detail: error.message,
        fields: error.fields,
      };
    if (connectionErrorCode(error))
      return {
        status: 503,
        code: 'database-away',
        detail: 'The database does not answer. Try again in a minute.',
        fields: {},
      };
    const status =
      error instanceof HttpException ? error.getStatus() : ((error as { status?: unknown })?.status ?? 500);
    if (isTooLarge(error))
      return {
        status: 413,
        code: 'too-large',
        detail: error instanceof TooLarge ? error.said : 'Send less at a time.',
        fields: {},
      };
    if (status === 404)
      return {
        status,
        code: 'not-found',
        detail: 'This page does not exist, or you may not see it.',
        fields: {},
      };
    if (typeof status === 'number' && status >= 400 && status < 500)
      return {
        status,
        code: 'request',
        detail: 'The request could not be read. Go back and try again.',
        fields: {},
      };
    return {
      status: 500,
      code: 'unexpected',
      detail: 'The fault is ours. It has been written down.',
      fields: {},
    };
  }

  private note(req: WebRequest, error: unknown): void {
    const away = connectionErrorCode(error);
    // No stack: while the database is away every request ends here, and each in another place.
    if (away) {
      const { requestId, method } = req;
      this.log.error({ requestId, method, route: routeOf(req), code: away }, 'the database does not answer');
      return;
    }
    this.log.error(
      { requestId: req.requestId, method: req.method, route: routeOf(req), err: errorForLog(error) },
      'request failed',
    );
  }

  private asProblem(req: WebRequest, res: WebResponse, trouble: Problem): void {
    if (trouble.status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
    res
      .status(trouble.status)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: 'about:blank',
          title:
            API_TITLES[trouble.status] ?? TITLES[trouble.status] ?? TITLES[trouble.status < 500 ? 400 : 500],
          status: trouble.status,
          detail: trouble.detail,
          code: trouble.code,
          ...(Object.keys(trouble.fields).length
            ? { errors: Object.entries(trouble.fields).map(([field, message]) => ({ field, message })) }
            : {}),
          ...(trouble.status >= 500 ? { requestId: req.requestId } : {}),
        }),
      );
  }

  private asPage(req: WebRequest, res: WebResponse, trouble: Problem): void {
    if (trouble.status === 401) {
      const next = req.method === 'GET' ? `?next=${encodeURIComponent(req.originalUrl)}` : '';
      res.redirect(303, `/sign-in${next}`);
      return;
    }
    const link = isLinkError(trouble.code);
    const title =
      link && trouble.status === 404 ? 'This link does not lead anywhere' : TITLES[trouble.status];
    const model = {
      ...trouble,
      link: link && !req.path.startsWith('/start/'),
      heading: title ?? TITLES[trouble.status < 500 ? 400 : 500],
      requestId: req.requestId,
      nonce: req.nonce,
    };
    res
      .status(trouble.status)
      .render('shell/views/error.njk', model, (failure: Error | null, html?: string) => {
        if (failure)
          this.log.error({ requestId: req.requestId, err: errorForLog(failure) }, 'error page failed');
        res
          .type('html')
          .send(
            html ?? `<!DOCTYPE html><title>Error</title><p>Something went wrong. Reference ${req.requestId}`,
          );
      });
  }
}

/** A page that was thrown: a form with what was typed and what is wrong with it, or that something has ended. */
function showInstead(res: WebResponse, { view, model, status, headers }: OtherPage): void {
  res.setHeader('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  page(res, view, model, status);
}

/** The form with all that was typed and a new token: one press sends it. */
function showStaleForm(req: WebRequest, res: WebResponse, { typed }: StaleForm): void {
  page(res, 'shell/views/again.njk', { nonce: req.nonce, action: req.originalUrl, fields: typed }, 403);
}

/** A trouble without the words of pages: nobody goes back, and what is missing is an address or a record. */
function forPrograms(req: WebRequest, trouble: Problem, error: unknown): Problem {
  if (trouble.code === 'not-found')
    return {
      ...trouble,
      detail:
        error instanceof CodedError
          ? 'There is no such record, or this caller may not see it.'
          : 'There is no such address.',
    };
  if (trouble.code !== 'request') return trouble;
  const unread = trouble.status === 400 && req.is('json') && req.body === undefined;
  if (trouble.status === 415) return { ...trouble, detail: 'Send JSON (Content-Type: application/json).' };
  return { ...trouble, detail: unread ? 'The body is not JSON.' : 'The request could not be read.' };
}

const isTooLarge = (error: unknown) => (error as { status?: number } | null)?.status === 413;

/** JSON for the API, and for whoever asks for JSON and not for a page. */
export function wantsJson(req: WebRequest): boolean {
  const accept = req.headers.accept ?? '';
  return isApi(req) || (/json/.test(accept) && !/html/.test(accept));
}

/** The route as declared, never the address with its tokens; `-` where none matched. */
export const routeOf = (req: WebRequest): string =>
  String((req.route as { path?: unknown } | undefined)?.path ?? '-');
