import { Injectable } from '@nestjs/common';
import { Clock, Database, SYSTEM_ACTOR, type Tx } from '#platform';
import { idleUsers, isLastAdministrator, lockedUser, type UserView, updateUser } from './user.repository.js';
import { Users } from './users.service.js';

const DAY_MS = 86_400_000;
/** After so long without a sign-in an account is disabled (access.md section 2), and so long before its owner is told. */
export const IDLE_DAYS = 90;
export const TOLD_DAYS = 14;

/**
 * Accounts nobody signs in to. Whoever is told has two weeks from then, however late that was; the last administrator of
 * the installation keeps access, and is told nothing.
 */
@Injectable()
export class IdleAccounts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly users: Users,
  ) {}

  /** Those to be told, and those to be disabled. */
  async due(): Promise<{ tell: UserView[]; end: UserView[] }> {
    const now = this.clock.now();
    const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
    const idle = await idleUsers(this.db.outsideWall, ago(IDLE_DAYS - TOLD_DAYS));
    return {
      tell: idle.filter((user) => !user.idleToldAt),
      end: idle.filter(
        (user) => user.idleToldAt && user.idleToldAt <= ago(TOLD_DAYS) && user.idleSince <= ago(IDLE_DAYS),
      ),
    };
  }

  /** Notes that somebody is told, in the transaction that writes to them; false for the last administrator. */
  async tell(tx: Tx, userId: string): Promise<boolean> {
    if (await isLastAdministrator(tx, userId)) return false;
    return updateUser(tx, userId, { idleToldAt: this.clock.now() });
  }

  /** Disables one; false for the last administrator. One after the other, so that of two the second is the last. */
  async end(tx: Tx, userId: string): Promise<boolean> {
    if (await isLastAdministrator(tx, userId)) return false;
    // Somebody may have come in since they were found.
    if (!(await lockedUser(tx, userId))?.idleToldAt) return false;
    await this.users.setDisabled(tx, userId, true, SYSTEM_ACTOR, `${IDLE_DAYS} days without a sign-in`);
    return true;
  }
}
