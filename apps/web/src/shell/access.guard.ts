import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Clock, CodedError, isId, notFound } from '#platform';
import { POLICY, type Policy } from './allow.js';
import { Authenticator, isApi } from './authenticator.js';
import { BODY_LIMITS, type BodyLimits, DEFAULT_BODY_LIMITS } from './body-limits.js';
import { BodyParser } from './body-parser.js';
import { Csrf, isSafe } from './csrf.js';
import { KeptForms } from './kept-forms.js';
import { menuFor } from './menu.js';
import type { WebRequest, WebResponse } from './principal.js';

/**
 * Stands before every route: no policy, no entry. Fills `req.who` and what every page shows, and only then reads what
 * was sent.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly csrf: Csrf,
    private readonly bodies: BodyParser,
    private readonly keptForms: KeptForms,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const req = context.switchToHttp().getRequest<WebRequest>();
    const res = context.switchToHttp().getResponse<WebResponse>();
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!policy) throw new Error(`${context.getClass().name}.${context.getHandler().name} states no policy`);
    req.policy = policy;
    const pattern = String((req.route as { path?: unknown } | undefined)?.path ?? '');
    const secretAddress =
      policy.kind === 'link' || (policy.kind === 'anyone' && Boolean(policy.secretAddress));
    if (secretAddress) {
      res.setHeader('Referrer-Policy', 'no-referrer');
      res.setHeader('X-Robots-Tag', 'noindex');
    }
    const who = await this.authenticator.resolve(req, policy, pattern).catch(async (error: unknown) => {
      const needsSignIn = error instanceof CodedError && error.code === 'access.sign-in-needed';
      throw (
        (needsSignIn && !isSafe(req) && !isApi(req) ? await this.keptForms.keep(req, res) : undefined) ??
        error
      );
    });
    req.who = who;
    const secret = who.kind === 'user' ? req.sessionId : undefined;
    for (const [name, value] of Object.entries(req.params))
      if (/(^id|Id)$/.test(name)) {
        if (!isId(value)) throw notFound();
        req.params[name] = value.toLowerCase();
      }
    Object.assign(res.locals, {
      who,
      area: who.area,
      csrf: this.csrf.tokenFor(req, res, secret),
      done: typeof req.query['done'] === 'string' ? req.query['done'] : undefined,
      // The task an act was about, for the way back.
      doneTask: isId(req.query['task']) ? req.query['task'] : undefined,
      path: req.path,
      clockNow: this.clock.now(),
      menu: who.kind === 'user' ? menuFor(who) : [],
    });
    if (!isSafe(req)) await this.takeBody(context, req, res, policy, { secret, secretAddress });
    return true;
  }

  /** Reads the body of a change, from our own pages only; a file after the form's token has been seen to be right. */
  private async takeBody(
    context: ExecutionContext,
    req: WebRequest,
    res: WebResponse,
    policy: Policy,
    { secret, secretAddress }: { secret: string | undefined; secretAddress: boolean },
  ): Promise<void> {
    const takes =
      this.reflector.getAllAndOverride<BodyLimits | undefined>(BODY_LIMITS, [
        context.getHandler(),
        context.getClass(),
      ]) ?? DEFAULT_BODY_LIMITS;
    const open = isApi(req) || (policy.kind === 'link' && Boolean(policy.fromAnywhere));
    if (!open) this.csrf.checkOrigin(req, secretAddress);
    const checkToken = () => {
      if (!open) this.csrf.checkToken(req, secret);
    };
    await this.bodies.read(req, res, takes, checkToken);
    checkToken();
  }
}
