import type { Request } from 'express';

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

/** The kind of browser, coarse enough to tell nobody apart; null when it does not say. */
export const deviceOf = (req: Request): string | null =>
  BROWSERS.find(([pattern]) => pattern.test(req.headers['user-agent'] ?? ''))?.[1] ?? null;
