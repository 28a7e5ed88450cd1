import { Injectable } from '@nestjs/common';
import { type Actor, Clock, newId, type Tx } from '#platform';
import type { SettingChanges } from './area-settings.rules.js';
import { insertAuditEntry } from './audit.repository.js';

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
    await insertAuditEntry(tx, {
      ...entry,
      id: newId(),
      at: this.clock.now(),
      subject: entry.subject ?? null,
      rowCount: entry.rowCount ?? null,
      reason: entry.reason ?? null,
      changes: entry.changes ?? null,
    });
  }
}
