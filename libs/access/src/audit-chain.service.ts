import { Injectable } from '@nestjs/common';
import { type Actor, Clock, CodedError, Database, defineSweep, type Tx } from '#platform';
import type { AuditCheck, AuditKind } from './audit.entity.js';
import { checkAudit, eraseAudit, forgetValues, lastCheck, sealAudit, sealOf } from './audit.repository.js';

/** Job that seals what was written since the last time. */
export const SEAL_AUDIT_JOB = defineSweep('access.seal-audit');
/** Job that walks along the chain once a day and says its head. */
export const CHECK_AUDIT_JOB = defineSweep('access.check-audit');

/** The chain of seals over the audit (decision 0037). */
@Injectable()
export class AuditChain {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Seals all entries that have no seal; answers how many. Of two at once one waits. */
  seal(): Promise<number> {
    return this.db.write([], (tx) => sealAudit(tx, this.clock.now()));
  }

  /** Walks along the whole chain. `broken` names the first seal that does not fit. */
  check(): Promise<AuditCheck> {
    return this.db.write([], (tx) => checkAudit(tx, this.clock.now()));
  }

  /** What the last walk found; undefined: there was none yet. */
  lastCheck(): Promise<AuditCheck | undefined> {
    return lastCheck(this.db.outsideWall);
  }

  /** Whether a head that was written down elsewhere (`12:ab…`) is still part of the chain. */
  async holds(head: string): Promise<boolean> {
    const [, number, hash] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(head) ?? [];
    if (!number)
      throw new CodedError('invalid', 'access.audit-head', 'A head is a number, a colon and 64 digits.');
    return (await this.db.read([], (tx) => sealOf(tx, number)))?.hash === hash;
  }
}

/**
 * Erases the sealed entries of a kind from before an instant; the seals stay and are counted as erased. Answers how many.
 * Throws `access.audit-broken` while the chain does not hold, so that no trace of that is taken away, and a database error for
 * anything younger than the shortest period of its kind (audit-retention.ts).
 */
export async function eraseSealed(tx: Tx, kind: AuditKind, before: Date, now: Date): Promise<number> {
  const { broken } = await checkAudit(tx, now);
  if (broken)
    throw new CodedError('conflict', 'access.audit-broken', `The audit does not fit its seal ${broken}.`);
  return eraseAudit(tx, kind, before, now);
}

/** Takes the personal values in entries away. */
@Injectable()
export class AuditRetention {
  /**
   * Takes away names, reasons and values of the area's entries about an employer, a contact or another subject (its id). Who did
   * what and when stays, and the chain with it; an entry says that it was done. Answers of how many entries.
   */
  forget(tx: Tx, areaId: string, subject: string, by: Actor): Promise<number> {
    return forgetValues(tx, areaId, subject, by);
  }
}
