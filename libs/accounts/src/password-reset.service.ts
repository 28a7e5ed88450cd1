import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Users } from '#access';
import { Database, emailKey, errorForLog, type Limit, LOG, type Log, RateLimiter, TooOften } from '#platform';
import { AccountMails } from './account-mails.js';

const HOUR = 3_600_000;
const FROM_ONE_NETWORK: Limit = { name: 'new passwords asked for from one network', most: 20, spanMs: HOUR };
const FOR_ONE_ADDRESS: Limit = { name: 'new passwords asked for one address', most: 3, spanMs: HOUR };

/**
 * A new password without an administrator: a link to the owner's address. Whoever asks learns nothing, neither by what is
 * answered nor by how long it takes: the answer does not wait for the work.
 */
@Injectable()
export class PasswordReset implements OnModuleDestroy {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly db: Database,
    private readonly users: Users,
    private readonly mails: AccountMails,
    private readonly limiter: RateLimiter,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Throws `TooOften` for very many from one network, whatever addresses were typed; else answers at once. */
  async ask(email: string, network: string): Promise<void> {
    await this.limiter.take(FROM_ONE_NETWORK, network);
    const work = this.send(email)
      .catch((error: unknown) => this.log.error({ err: errorForLog(error) }, 'no link for a new password'))
      .finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  /** Resolves once everything asked for has been done. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  async onModuleDestroy(): Promise<void> {
    await this.settled();
  }

  private async send(email: string): Promise<void> {
    const user = await this.users.byEmail(email);
    if (!user || user.disabledAt) return;
    try {
      await this.limiter.take(FOR_ONE_ADDRESS, emailKey(email));
    } catch (error) {
      // Links sent within the hour still work, so nobody can keep the owner from a new password.
      if (error instanceof TooOften) return;
      throw error;
    }
    const areaId = await this.mails.areaOf(user.id);
    if (!areaId) return;
    await this.db.write([areaId], async (tx) => {
      const token = await this.users.resetLink(tx, user.id);
      const asked = 'Somebody, probably you, asked for a new password on our sign-in page.';
      await this.mails.link(tx, areaId, user, { asked, holds: '1 hour', token });
    });
  }
}
