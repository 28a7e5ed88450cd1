import { Injectable } from '@nestjs/common';
import { Areas, Roles, Users } from '#access';
import { CodedError } from '#platform';
import { areaWords } from './area-placeholders.js';
import { Csrf } from './csrf.js';
import { OtherPage } from './form-refused.js';
import type { WebRequest, WebResponse } from './principal.js';

const CODE = 'access.no-role';
/** How many administrators are named. */
const NAMED = 3;

/** For somebody signed in who holds no role any more. */
export const noRole = () =>
  new CodedError('forbidden', CODE, 'Your account has no role, so it may do nothing here.');
export const isNoRole = (error: unknown): boolean => error instanceof CodedError && error.code === CODE;

/** What somebody without any role sees in the place of each page: that it is so, whom to ask, and the way out. */
@Injectable()
export class NoRolePage {
  constructor(
    private readonly users: Users,
    private readonly roles: Roles,
    private readonly areas: Areas,
    private readonly csrf: Csrf,
  ) {}

  /** The page, for whoever is signed in; to be thrown. */
  async of(req: WebRequest, res: WebResponse): Promise<OtherPage> {
    const session = req.session!;
    const user = await this.users.byId(session.userId);
    const area = user?.lastAreaId ? await this.areas.byId(user.lastAreaId) : undefined;
    const administrators = await this.roles.administrators(area?.id ?? null);
    // Those who run the program may know nothing of an area; its own come first.
    const near = administrators.filter(({ grants }) => grants.some(({ areaId }) => areaId === area?.id));
    const model = {
      nonce: req.nonce,
      csrf: this.csrf.tokenFor(req, res, req.sessionId),
      name: session.name,
      email: session.email,
      place: area?.name,
      ask: (near.length ? near : administrators).slice(0, NAMED).map(({ name, email }) => ({ name, email })),
      reach: area && areaWords(area),
    };
    return new OtherPage('shell/views/no-role.njk', model, 403);
  }
}
