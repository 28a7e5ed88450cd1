import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Clock, CodedError, isId, notFound } from '#platform';
import { POLICY, type Policy } from './allow.js';
import { Authenticator, isApi } from './authenticator.js';
import { BODY_LIMITS, type BodyLimits, DEFAULT_BODY_LIMITS } from './body-limits.js';
import { BodyParser } from './body-parser.js';
import { Csrf, isSafe } from './csrf.js';
import { wantsJson } from './errors.filter.js';
import { FreshSignIn } from './fresh.js';
import { idParams } from './id-params.js';
import { FORM_CONDITIONS, keepsOf } from './kept-by-form.js';
import { KeptForms } from './kept-forms.js';
import { menuFor } from './menu.js';
import { isNoRole, NoRolePage } from './no-role.js';
import { Owed, type WebRequest, type WebResponse } from './principal.js';
import { owedBy, RightCheck } from './right-check.js';

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
    private readonly fresh: FreshSignIn,
    private readonly clock: Clock,
    private readonly rights: RightCheck,
    private readonly noRole: NoRolePage,
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
    // Before anything is looked up: what another site sends learns nothing, not even whether a link or a record is there.
    const open = isApi(req) || (policy.kind === 'link' && Boolean(policy.fromAnywhere));
    if (!isSafe(req) && !open) this.csrf.checkOrigin(req, secretAddress);
    const who = await this.authenticator.resolve(req, policy, pattern).catch(async (error: unknown) => {
      if (isNoRole(error) && !wantsJson(req)) throw await this.noRole.of(req, res);
      const needsSignIn = error instanceof CodedError && error.code === 'access.sign-in-needed';
      throw (
        (needsSignIn && !isSafe(req) && !isApi(req) ? await this.keptForms.keep(req, res) : undefined) ??
        error
      );
    });
    const owed = owedBy(who, policy, !isSafe(req));
    who.owed = new Owed(owed);
    req.who = who;
    const secret = who.kind === 'user' ? req.sessionId : undefined;
    for (const [name, value] of idParams(req.params)) {
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
    await this.rights.check(who, policy, req.params);
    if (!isSafe(req)) this.checkKept(context, owed, policy);
    await this.fresh.check(req, res, who);
    if (!isSafe(req))
      await this.takeBody(context, req, res, open ? undefined : () => this.csrf.checkToken(req, secret));
    return true;
  }

  /** Reads the body of a change, from our own pages only; a file after the form's token has been seen to be right. */
  private async takeBody(
    context: ExecutionContext,
    req: WebRequest,
    res: WebResponse,
    checkToken: () => void = () => undefined,
  ): Promise<void> {
    const takes =
      this.reflector.getAllAndOverride<BodyLimits | undefined>(BODY_LIMITS, [
        context.getHandler(),
        context.getClass(),
      ]) ?? DEFAULT_BODY_LIMITS;
    await this.bodies.read(req, res, takes, checkToken);
    checkToken();
  }

  /**
   * Before anything is changed: what the caller's right asks is kept by a field of the form (a reason, the count that was
   * shown) or is said to be kept by the handler. A route that says neither does nothing.
   */
  private checkKept(context: ExecutionContext, owed: readonly string[], policy: Policy): void {
    const byForm = keepsOf(context.getHandler());
    const said: readonly string[] = [
      ...(byForm === 'by-request' ? FORM_CONDITIONS : byForm),
      ...((policy.kind !== 'anyone' && policy.keeps) || []),
    ];
    const missing = owed.filter((name) => !said.includes(name));
    if (missing.length)
      throw new Error(
        `${context.getClass().name}.${context.getHandler().name} does not keep what the right asks: ${missing.join()}`,
      );
  }
}
