import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, Clock, invalid, londonDay, notFound, type Tx } from '#platform';
import { lockedSettings, logoOf, putLogo, removeLogo, setSettings } from './area.repository.js';
import { logoProblem } from './area-logo.rules.js';
import { type AreaSettingChanges, type SettingChanges, settingChanges } from './area-settings.rules.js';
import { type LastChange, lastSettingChanges } from './audit.repository.js';
import { Audit } from './audit.service.js';

/** Changes what an area says about itself; every change is written into the audit with what was there before. */
@Injectable()
export class AreaSettingsService {
  constructor(
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Writes the values down; answers what they changed, empty when nothing. Throws not-found for an unknown area. */
  async change(tx: Tx, areaId: string, values: AreaSettingChanges, actor: Actor): Promise<SettingChanges> {
    const before = await lockedSettings(tx, areaId);
    if (!before) throw notFound();
    const changes = settingChanges(before, values, londonDay(this.clock.now()));
    if (!Object.keys(changes).length) return changes;
    const settings = { ...before };
    for (const [key, [, after]] of Object.entries(changes))
      if (after === null) delete settings[key];
      else settings[key] = after;
    await setSettings(tx, areaId, settings);
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
    if (png) await putLogo(tx, { areaId, png, changedAt: this.clock.now() });
    else await removeLogo(tx, areaId);
  }

  /** The logo of an area as PNG, or undefined. */
  logo(tx: Tx, areaId: string): Promise<Buffer | undefined> {
    return logoOf(tx, areaId);
  }

  /** The last change of each setting of an area, by its key. */
  lastChanges(tx: Tx, areaId: string): Promise<Map<string, LastChange>> {
    return lastSettingChanges(tx, areaId);
  }
}
