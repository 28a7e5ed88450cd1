import { Injectable } from '@nestjs/common';
import { Employers } from '#employers';
import { Clock, Database, londonDay, SYSTEM_ACTOR } from '#platform';
import { dueWaves, endedWaves, freezeGroups, listOf, lockedWave, markClosed } from './wave.repository.js';
import { opensAt } from './wave.rules.js';
import { Waves } from './waves.service.js';

/** Name of the recurring job that calls `DueWaves.run`. */
export const OPEN_DUE_WAVES_JOB = 'surveys.open-due-waves';

interface DueWave {
  id: string;
  areaId: string;
}

/** What happens to waves by itself when its time has come. */
@Injectable()
export class DueWaves {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly waves: Waves,
    private readonly employers: Employers,
  ) {}

  /**
   * Opens every follow-up whose nine o'clock has passed and closes every wave whose last counting day is over. Safe to
   * run in many workers at once: each wave is locked and looked at again. Answers how many of each it did itself.
   */
  async run(): Promise<{ opened: number; closed: number }> {
    const now = this.clock.now();
    const today = londonDay(now);
    const [due, ended] = await this.db.read(
      'all',
      async (tx) => [await dueWaves(tx, today), await endedWaves(tx, today)] as const,
    );
    const hour = due.filter((wave) => opensAt(wave.opensOn) <= now);
    const failed: unknown[] = [];
    // One after another: each takes a connection of its own, and areas open their follow-ups at the same hour.
    const each = async (waves: readonly DueWave[], act: (wave: DueWave) => Promise<boolean>) => {
      let done = 0;
      for (const wave of waves)
        await act(wave).then(
          (did) => did && done++,
          (error: unknown) => failed.push(error),
        );
      return done;
    };
    const opened = await each(hour, (wave) => this.waves.openPlanned(wave.areaId, wave.id, SYSTEM_ACTOR));
    const closed = await each(ended, (wave) => this.close(wave.areaId, wave.id));
    // One wave in trouble keeps no other from its hour; the trouble is told once all have had their turn.
    if (failed.length) throw failed[0];
    return { opened, closed };
  }

  /** Closes a wave and keeps the sector and size its employers have on record at that moment. */
  private close(areaId: string, waveId: string): Promise<boolean> {
    return this.db.write([areaId], async (tx) => {
      const wave = await lockedWave(tx, waveId);
      if (wave?.state !== 'open') return false;
      const ids = (await listOf(tx, areaId, waveId)).map((one) => one.employerId);
      await freezeGroups(tx, areaId, waveId, await this.employers.getMany(tx, areaId, ids));
      await markClosed(tx, wave, this.clock.now());
      return true;
    });
  }
}
