import { Injectable } from '@nestjs/common';
import { CodedError, type Limit, networkOf, RateLimiter } from '#platform';
import type { WebRequest } from './principal.js';

const TEN_MINUTES = 600_000;
/**
 * Links and tokens that lead nowhere, from one network. They are of 128 bits and more and cannot be guessed; the limit
 * lets it be seen that somebody tries. A link that has ended is no guess, and one that holds is never refused.
 */
const LIMITS: Record<string, Limit> = {
  'access.link-unknown': { name: 'links that lead nowhere', most: 60, spanMs: TEN_MINUTES },
  'access.token-unknown': { name: 'API tokens that are not known', most: 60, spanMs: TEN_MINUTES },
};

@Injectable()
export class GuessLimiter {
  constructor(private readonly limiter: RateLimiter) {}

  /** What to answer with: the error itself, or, of very many guesses from one network, `TooOften`. */
  async count(req: WebRequest, error: unknown): Promise<unknown> {
    const limit = error instanceof CodedError ? LIMITS[error.code] : undefined;
    if (limit) await this.limiter.take(limit, networkOf(req.ip));
    return error;
  }
}
