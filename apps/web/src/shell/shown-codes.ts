import { Injectable } from '@nestjs/common';
import { Clock, Settings, seal, unseal } from '#platform';
import { Cookies } from './cookies.js';
import type { WebRequest, WebResponse } from './principal.js';

/** Where they are shown. */
export const CODES_PAGE = '/account/security/codes';

interface Shown {
  userId: string;
  codes: string[];
  /** They came with the first second factor. */
  first: boolean;
  until: number;
}

const PURPOSE = 'recovery codes about to be shown';
const TEN_MINUTES = 600_000;

/**
 * Recovery codes between the form that made them and the page that shows them: in the browser alone, sealed, for ten minutes or
 * until their owner goes on. So the page can be loaded again, and nothing is made twice.
 */
@Injectable()
export class ShownCodes {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly cookies: Cookies,
  ) {}

  give(res: WebResponse, of: Pick<Shown, 'userId' | 'codes' | 'first'>): void {
    const shown: Shown = { ...of, until: this.clock.now().getTime() + TEN_MINUTES };
    const sealed = seal(this.settings.secret, PURPOSE, Buffer.from(JSON.stringify(shown)));
    this.cookies.giveCodes(res, sealed.toString('base64url'));
  }

  /** Those of this person; undefined once they went on, and for anybody else. */
  of(req: WebRequest, userId: string): Pick<Shown, 'codes' | 'first'> | undefined {
    const sealed = this.cookies.codes(req);
    const bytes = sealed && unseal(this.settings.secret, PURPOSE, Buffer.from(sealed, 'base64url'));
    if (!bytes) return undefined;
    const shown = JSON.parse(bytes.toString()) as Shown;
    return shown.userId === userId && shown.until > this.clock.now().getTime() ? shown : undefined;
  }

  drop(req: WebRequest, res: WebResponse): void {
    if (this.cookies.codes(req)) this.cookies.dropCodes(res);
  }
}
