import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CodedError, Settings } from '#platform';
import { Cookies } from './cookies.js';
import type { WebRequest, WebResponse } from './principal.js';
import { StaleForm, typedFields } from './stale-form.js';
import { timingSafeEqualText } from './timing-safe-equal.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Whether a request asks for no change, so that nothing is read of what may come with it. */
export const isSafe = (req: WebRequest): boolean => SAFE.has(req.method);

const refused = (why: string) => new CodedError('forbidden', 'shell.forged-form', why);

/** The form token of a page; made, and the visitor cookie given, only when a form is really printed. */
class FormToken {
  private text: string | undefined;
  constructor(private readonly make: () => string) {}
  toString(): string {
    this.text ??= this.make();
    return this.text;
  }
}

/** A form is taken only from our own pages: by its token and by where the browser says it comes from. */
@Injectable()
export class Csrf {
  constructor(
    private readonly settings: Settings,
    private readonly cookies: Cookies,
  ) {}

  /** What templates print in `csrfField(csrf)`. `secret`: the session's id; without, the visitor's cookie. */
  tokenFor(req: WebRequest, res: WebResponse, secret?: string): FormToken {
    return new FormToken(() =>
      masked(this.token(secret ?? this.cookies.visitor(req) ?? this.cookies.giveVisitor(res))),
    );
  }

  /**
   * Throws `forbidden` for a change that does not come from one of our pages. `byLink`: the address itself is the
   * secret and its pages send no referrer, so browsers say `Origin: null` there.
   */
  checkOrigin(req: WebRequest, byLink: boolean): void {
    if (!this.ownOrigin(req, byLink))
      throw refused('This form was sent from another site. Open the page here and send it again.');
  }

  /** Throws `StaleForm` for a form without the token that was printed for this browser. */
  checkToken(req: WebRequest, secret: string | undefined): void {
    const given = (req.body as Record<string, unknown> | undefined)?.['_csrf'] ?? req.headers['x-csrf-token'];
    const base = secret ?? this.cookies.visitor(req);
    const expected = base && this.token(base);
    if (!expected || typeof given !== 'string' || !timingSafeEqualText(unmasked(given), expected))
      throw new StaleForm(typedFields(req));
  }

  private token(base: string): string {
    return this.cookies.mac(`form:${base}`);
  }

  private ownOrigin(req: WebRequest, byLink: boolean): boolean {
    const origin = req.headers.origin;
    if (origin === 'null') return byLink || req.headers['sec-fetch-site'] === 'same-origin';
    const from = origin ?? originOf(req.headers.referer);
    if (!from) return req.headers['sec-fetch-site'] === 'same-origin';
    const own = [new URL(this.settings.baseUrl).origin];
    // Without TLS people reach one server under several names (localhost, 127.0.0.1, its name on the network).
    if (!this.settings.secure) own.push(`http://${req.headers.host}`);
    return own.includes(from);
  }
}

/** The token in other letters each time it is printed: the length of a packed page tells nothing of it. */
function masked(token: string): string {
  const plain = Buffer.from(token, 'base64url');
  const mask = randomBytes(plain.length);
  return Buffer.concat([mask, mixed(plain, mask)]).toString('base64url');
}

/** What `masked` was given; of anything else, some other text. */
function unmasked(text: string): string {
  const bytes = Buffer.from(text, 'base64url');
  const half = bytes.length >> 1;
  // Letters that are none of base64url's are passed over by Buffer; they must not pass for the token.
  if (bytes.toString('base64url') !== text) return '';
  return mixed(bytes.subarray(half), bytes.subarray(0, half)).toString('base64url');
}

const mixed = (one: Buffer, other: Buffer): Buffer => Buffer.from(one.map((byte, i) => byte ^ other[i]!));

function originOf(address: string | undefined): string | undefined {
  try {
    return address ? new URL(address).origin : undefined;
  } catch {
    return undefined;
  }
}
