import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, hashToken, invalid, Settings, seal, type Tx, unseal } from '#platform';
import { spendChallenge } from './factor.repository.js';

const LIFE_MS = 15 * 60_000;

interface Sealed {
  challenge: string;
  endsAt: number;
}

/** What a passkey is asked to sign, and the same sealed: it goes into the page and comes back with the answer. */
export interface Challenge {
  challenge: string;
  sealed: string;
}

/** What passkeys are asked to sign. The server keeps nothing of a challenge until it is answered; then it is used up. */
@Injectable()
export class Challenges {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** A new one; it can be answered for `purpose` only, for 15 minutes. */
  issue(purpose: string): Challenge {
    const challenge = randomBytes(32).toString('base64url');
    const endsAt = this.clock.now().getTime() + LIFE_MS;
    const bytes = Buffer.from(JSON.stringify({ challenge, endsAt } satisfies Sealed));
    return { challenge, sealed: seal(this.settings.secret, named(purpose), bytes).toString('base64url') };
  }

  /** The challenge, used up by this. Throws `invalid` for one that has ended, was used, or is for something else. */
  async take(tx: Tx, purpose: string, sealed: string): Promise<string> {
    const bytes = unseal(this.settings.secret, named(purpose), Buffer.from(sealed, 'base64url'));
    const now = this.clock.now();
    if (!bytes) throw ended();
    const { challenge, endsAt } = JSON.parse(bytes.toString()) as Sealed;
    if (endsAt <= now.getTime()) throw ended();
    if (!(await spendChallenge(tx, { hash: hashToken(challenge), endsAt: new Date(endsAt) }, now)))
      throw ended();
    return challenge;
  }
}

const named = (purpose: string) => `passkey challenge: ${purpose}`;
const ended = () =>
  invalid('access.challenge-ended', { passkey: 'The page was open for too long. Try your passkey again.' });
