import { Injectable } from '@nestjs/common';
import argon2 from 'argon2';
import { invalid } from '#platform';
import { passwordProblem } from './password.rules.js';

/** argon2id, 19 MiB, two passes, one lane (access.md section 2, after OWASP's password storage sheet). */
const OPTIONS = { type: argon2.argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

@Injectable()
export class Passwords {
  private dummy: Promise<string> | undefined;

  /** The hash to store. Throws `invalid` with `password` when it is too short, too common or made of the names. */
  async hash(password: string, names: string[]): Promise<string> {
    const problem = passwordProblem(password, names);
    if (problem) throw invalid('access.password', { password: problem });
    return argon2.hash(password.normalize('NFC'), OPTIONS);
  }

  /** Whether the password fits. Without a hash (no such account) it takes as long and says no. */
  async fits(hash: string | null | undefined, password: string): Promise<boolean> {
    this.dummy ??= argon2.hash('no account has this', OPTIONS);
    const fits = await argon2
      .verify(hash ?? (await this.dummy), password.normalize('NFC'))
      .catch(() => false);
    return fits && Boolean(hash);
  }
}
