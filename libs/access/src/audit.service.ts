import { Injectable } from '@nestjs/common';
import { type Actor, Clock, NO_AREA, newId, type Tx } from '#platform';
import type { SettingChanges } from './area-settings.rules.js';
import { insertAuditEntry } from './audit.repository.js';

/** One line of the audit: ids and counts, never answers, bodies, access needs, passwords, tokens or search words. */
export interface AuditInput {
  /** null: about the installation. */
  areaId: string | null;
  actor: Actor;
  /** A verb of the access matrix, or what happened: `signed-in`, `sign-in-failed`, `refused`, `walked`. */
  verb: string;
  resource: string;
  /** `read`: somebody looked, or was refused to. Default: something changed; a sign-in is one by its resource. */
  kind?: 'read';
  /** Id of what it is about. */
  subject?: string | undefined;
  /** Whose record it is about, for whoever asks who saw it. */
  employerId?: string | null | undefined;
  contactId?: string | null | undefined;
  rowCount?: number | undefined;
  reason?: string | undefined;
  /**
   * What was changed, each with its value before and after: an area's settings (what the area says in public), somebody's
   * roles. Never answers, or contacts of employers.
   */
  changes?: SettingChanges;
}

@Injectable()
export class Audit {
  constructor(private readonly clock: Clock) {}

  /** Writes the entry in the transaction of what it records. */
  async record(tx: Tx, entry: AuditInput): Promise<void> {
    await insertAuditEntry(tx, {
      id: newId(),
      at: this.clock.now(),
      areaId: entry.areaId ?? NO_AREA,
      kind: entry.kind ?? 'change',
      actor: entry.actor,
      verb: entry.verb,
      resource: entry.resource,
      subject: entry.subject ?? null,
      employerId: entry.employerId ?? null,
      contactId: entry.contactId ?? null,
      rowCount: entry.rowCount ?? null,
      reason: entry.reason ?? null,
      changes: entry.changes ?? null,
    });
  }
}
