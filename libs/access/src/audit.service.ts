import { Injectable } from '@nestjs/common';
import { type Actor, Clock, newId, type Tx } from '#platform';
import type { SettingChanges } from './area-settings.rules.js';

/** One line of the audit: ids and counts, never answers, bodies, access needs, passwords or tokens. */
export interface AuditInput {
  /** null: about the installation. */
  areaId: string | null;
  actor: Actor;
  /** A verb of the access matrix, or what happened: `signed-in`, `sign-in-failed`, `refused`. */
  verb: string;
  resource: string;
  /** Id of what it is about. */
  subject?: string;
  rowCount?: number;
  reason?: string;
  /**
   * What a change of an area's settings changed, its values before and after. Among them are what the area says in public:
   * its reply address, and name and address of who answers for data protection. Never answers, or contacts of employers.
   */
  changes?: SettingChanges;
}

@Injectable()
export class Audit {
  constructor(private readonly clock: Clock) {}

  /** Writes the entry in the transaction of what it records. */
  async record(tx: Tx, entry: AuditInput): Promise<void> {
    await tx.execute(
      `INSERT INTO audit_entry (id, at, area_id, actor, verb, resource, subject, row_count, reason, changes)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        newId(),
        this.clock.now(),
        entry.areaId,
        JSON.stringify(entry.actor),
        entry.verb,
        entry.resource,
        entry.subject ?? null,
        entry.rowCount ?? null,
        entry.reason ?? null,
        entry.changes ? JSON.stringify(entry.changes) : null,
      ],
    );
  }
}
