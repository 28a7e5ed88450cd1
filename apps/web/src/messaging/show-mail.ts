import type { WebResponse } from '../shell/index.js';

/**
 * A mail's own HTML, for a frame of ours: it may style itself and nothing else. No script, no pictures but the
 * area's logo, no fonts, no forms; links open beside it. Sets the headers; what it answers is sent.
 */
export function showMail(res: WebResponse, html: string): string {
  res.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
  );
  res.setHeader('X-Frame-Options', 'SAMEORIGIN');
  res.setHeader('Referrer-Policy', 'no-referrer');
  res.type('html');
  return html;
}
