import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, Clock, invalid, londonDay, notFound, type Tx } from '#platform';
import { logoProblem } from './area-logo.rules.js';
import { type AreaSettingChanges, type SettingChanges, settingChanges } from './area-settings.rules.js';
import { Audit } from './audit.service.js';

/** Who changed a setting last, and when. */
export interface LastChange {
  by: string;
  at: Date;
}

/** Changes what an area says about itself; every change is written into the audit with what was there before. */
@Injectable()
export class AreaSettingsService {
  constructor(
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Writes the values down; answers what they changed, empty when nothing. Throws not-found for an unknown area. */
  async change(tx: Tx, areaId: string, values: AreaSettingChanges, actor: Actor): Promise<SettingChanges> {
    const row = await tx.one<{ settings: Record<string, unknown> }>(
      'SELECT settings FROM area WHERE id = $1 FOR UPDATE',
      [areaId],
    );
    if (!row) throw notFound();
    const changes = settingChanges(row.settings, values, londonDay(this.clock.now()));
    if (!Object.keys(changes).length) return changes;
    const settings = { ...row.settings };
    for (const [key, [, after]] of Object.entries(changes))
      if (after === null) delete settings[key];
      else settings[key] = after;
    await tx.execute('UPDATE area SET settings = $2 WHERE id = $1', [areaId, settings]);
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'change',
      resource: 'setting',
      subject: areaId,
      changes,
    });
    return changes;
  }

  /**
   * Puts a PNG picture in the place of the area's logo, or takes it away (null). Throws `invalid` with `logo`, and
   * not-found for an unknown area.
   */
  async changeLogo(tx: Tx, areaId: string, png: Buffer | null, actor: Actor): Promise<void> {
    const problem = png && logoProblem(png);
    if (problem) throw invalid('access.logo', { logo: problem });
    const logo = png ? createHash('sha256').update(png).digest('hex').slice(0, 16) : '';
    await this.change(tx, areaId, { logo }, actor);
    if (png)
      await tx.execute(
        `INSERT INTO area_logo (area_id, png, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (area_id) DO UPDATE SET png = EXCLUDED.png, changed_at = EXCLUDED.changed_at`,
        [areaId, png, this.clock.now()],
      );
    else await tx.execute('DELETE FROM area_logo WHERE area_id = $1', [areaId]);
  }

  /** The logo of an area as PNG, or undefined. */
  async logo(tx: Tx, areaId: string): Promise<Buffer | undefined> {
    return (await tx.one<{ png: Buffer }>('SELECT png FROM area_logo WHERE area_id = $1', [areaId]))?.png;
  }

  /** The last change of each setting of an area, by its key. */
  async lastChanges(tx: Tx, areaId: string): Promise<Map<string, LastChange>> {
    const rows = await tx.query<{ key: string; by: string | null; at: Date }>(
      `SELECT DISTINCT ON (c.key) c.key, e.at, coalesce(e.actor ->> 'label', u.name) AS by
         FROM audit_entry e CROSS JOIN LATERAL jsonb_object_keys(e.changes) AS c (key)
         LEFT JOIN app_user u ON u.id::text = e.actor ->> 'id'
        WHERE e.resource = 'setting' AND e.subject = $1 AND e.changes IS NOT NULL
        ORDER BY c.key, e.at DESC, e.id DESC`,
      [areaId],
    );
    return new Map(rows.map(({ key, by, at }) => [key, { by: by ?? 'the program', at }]));
  }
}
