import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import { type Actor, Clock, Database, londonDay, notFound, type Tx } from '#platform';
import { alreadyOpened } from './surveys.errors.js';
import { changeDraft, deleteDraft, lockedWave, type WaveRow, waveById } from './wave.repository.js';
import { waveDays } from './wave.rules.js';
import type { SurveyPlan } from './waves.service.js';

/** A survey that was planned and not sent: nobody was asked, so it may be changed and deleted. */
@Injectable()
export class SurveyDrafts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** The area of a survey, and whether it is no draft any more. Throws not-found. */
  async standing(tx: Tx, waveId: string): Promise<{ areaId: string; inUse: boolean }> {
    const wave = await waveById(tx, waveId);
    if (!wave) throw notFound();
    return { areaId: wave.areaId, inUse: !isDraft(wave) };
  }

  /** The baseline of a draft. Throws not-found and `surveys.already-opened`. */
  async get(tx: Tx, waveId: string): Promise<WaveRow> {
    return draft(await waveById(tx, waveId));
  }

  /** Says its title, days and months anew. Throws as `see` does. */
  change(areas: readonly string[], waveId: string, plan: SurveyPlan): Promise<void> {
    return this.db.write(areas, async (tx) => {
      const wave = draft(await lockedWave(tx, waveId));
      const days = waveDays(londonDay(this.clock.now()), plan.openDays, plan.lateDays);
      await changeDraft(tx, wave, { ...plan, ...days });
    });
  }

  /** Deletes the survey with its only wave. Throws as `see` does. */
  remove(areas: readonly string[], waveId: string, by: { actor: Actor; reason: string }): Promise<void> {
    return this.db.write(areas, async (tx) => {
      const wave = draft(await lockedWave(tx, waveId));
      await deleteDraft(tx, wave);
      await this.audit.record(tx, {
        areaId: wave.areaId,
        actor: by.actor,
        verb: 'delete',
        resource: 'survey_wave',
        subject: wave.id,
        reason: by.reason,
      });
    });
  }
}

/** A follow-up belongs to a survey that was sent, so it is no draft. */
const isDraft = ({ state, kind }: WaveRow): boolean => state === 'planned' && kind === 'baseline';

function draft(wave: WaveRow | undefined): WaveRow {
  if (!wave) throw notFound();
  if (!isDraft(wave)) throw alreadyOpened();
  return wave;
}
