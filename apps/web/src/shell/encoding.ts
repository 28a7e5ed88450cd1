import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

export type Encoding = 'br' | 'gzip';
/** Below this a compressed answer fits no better into the one packet it needs anyway. */
export const WORTH_IT = 860;
/** Pages are made for each request: most of the gain for little of the time. */
const PAGE_QUALITY = 5;

const packBrotli = promisify(brotliCompress);
const packGzip = promisify(gzip);

/** The best encoding a browser says it takes, whatever it names first; undefined: none. */
export const encodingFor = (req: Request): Encoding | undefined =>
  (['br', 'gzip'] as const).find((one) => req.acceptsEncodings(one) === one);

/** Packed text; `quality` of Brotli 1 to 11, gzip takes its middle. */
export const pack = (body: Buffer, encoding: Encoding, quality: number): Promise<Buffer> =>
  encoding === 'br'
    ? packBrotli(body, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: quality,
          [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        },
      })
    : packGzip(body, { level: Math.min(quality, 9) });

/**
 * Packs pages and JSON. What another site makes a signed-in browser ask for is not packed: there the length of an
 * answer could tell what is in it (BREACH; docs/decisions/0020-compression.md).
 */
export const packed = (): RequestHandler => (req: Request, res: Response, next: NextFunction) => {
  const send = res.send.bind(res);
  res.send = (body?: unknown) => {
    if (typeof body !== 'string') return send(body);
    res.vary('Accept-Encoding');
    const encoding = encodingFor(req);
    if (!encoding || body.length < WORTH_IT || res.hasHeader('Content-Encoding') || fromElsewhere(req))
      return send(body);
    if (!res.get('Content-Type')) res.type('html');
    pack(Buffer.from(body), encoding, PAGE_QUALITY).then((small) => {
      if (res.headersSent) return;
      res.setHeader('Content-Encoding', encoding);
      send(small);
    }, next);
    return res;
  };
  next();
};

const fromElsewhere = (req: Request): boolean =>
  Boolean(req.headers.cookie) && ['cross-site', 'same-site'].includes(String(req.headers['sec-fetch-site']));
