import { Injectable } from '@nestjs/common';
import { type Actor, Clock, invalid, notFound, type Tx } from '#platform';
import { Audit } from './audit.service.js';
import type { StaffRole } from './rights.rules.js';
import { endSessionsOf } from './sign-in-session.repository.js';
import { deleteGrant, isLastAdministrator, type Person } from './user.repository.js';
import { lastAdministrator, Users } from './users.service.js';

/** One role somebody holds. */
export interface Held {
  role: StaffRole;
  /** null: the whole installation. */
  areaId: string | null;
}

const ownRole = () =>
  invalid('access.own-role', { role: 'Your own roles are changed by another administrator' });

/** The roles people hold. With each change its line in the audit, and the person signs in anew. */
@Injectable()
export class Roles {
  constructor(
    private readonly clock: Clock,
    private readonly users: Users,
    private readonly audit: Audit,
  ) {}

  /** Gives a role; one held already changes nothing. Throws `invalid` for one's own. */
  async give(
    tx: Tx,
    userId: string,
    given: Held & { agency: string | null },
    by: Actor,
    reason: string,
  ): Promise<void> {
    if (userId === by.id) throw ownRole();
    // Before: what their browsers looked at goes by the roles they had.
    await this.signOut(tx, userId);
    await this.users.grant(tx, userId, given.role, given.areaId, given.agency);
    await this.note(tx, userId, given, by, `role given: ${given.role}: ${reason}`, [null, given.role]);
  }

  /**
   * Takes one role away; whoever holds none then keeps the account and sees nothing. Throws not-found for one not held, and
   * `invalid` for one's own and for the last administrator of the installation.
   */
  async take(tx: Tx, userId: string, held: Held, by: Actor, reason: string): Promise<void> {
    if (userId === by.id) throw ownRole();
    if (held.role === 'administrator' && held.areaId === null && (await isLastAdministrator(tx, userId)))
      throw lastAdministrator();
    await this.signOut(tx, userId);
    if (!(await deleteGrant(tx, userId, held))) throw notFound();
    await this.note(tx, userId, held, by, `role taken away: ${held.role}: ${reason}`, [held.role, null]);
  }

  /** Who administers an area, or (null) the whole installation, and can sign in; those of the installation do both. */
  async administrators(areaId: string | null, tx?: Tx): Promise<Person[]> {
    const people = await this.users.list(areaId ? [areaId] : [], tx);
    return people.filter(
      ({ active, disabledAt, grants }) =>
        active &&
        !disabledAt &&
        grants.some((grant) => grant.role === 'administrator' && (grant.areaId ?? areaId) === areaId),
    );
  }

  private async signOut(tx: Tx, userId: string): Promise<void> {
    await endSessionsOf(tx, { userId }, { why: 'role', now: this.clock.now() });
  }

  private note(
    tx: Tx,
    userId: string,
    { areaId }: Held,
    by: Actor,
    reason: string,
    role: [before: string | null, after: string | null],
  ): Promise<void> {
    return this.audit.record(tx, {
      areaId,
      actor: by,
      verb: 'change',
      resource: 'user',
      subject: userId,
      reason,
      changes: { role },
    });
  }
}
