import { Injectable } from '@nestjs/common';
import { Employers } from '#employers';
import { Clock, Database, defineSweep, eachInTurn, londonDay, SYSTEM_ACTOR } from '#platform';
import { dueWaves, endedWaves, freezeGroups, listOf, lockedWave, markClosed } from './wave.repository.js';
import { opensAt } from './wave.rules.js';
import { Waves } from './waves.service.js';

/** The recurring job that calls `DueWaves.run`. */
export const OPEN_DUE_WAVES_JOB = defineSweep('surveys.open-due-waves');

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
    const done = { opened: 0, closed: 0 };
    const open = async ({ areaId, id }: DueWave) => {
      if (await this.waves.openPlanned(areaId, id, SYSTEM_ACTOR)) done.opened++;
    };
    const close = async ({ areaId, id }: DueWave) => {
      if (await this.close(areaId, id)) done.closed++;
    };
    // One after another: each takes a connection of its own, and areas open their follow-ups at the same hour.
    await eachInTurn(
      [...hour.map((wave) => () => open(wave)), ...ended.map((wave) => () => close(wave))],
      (act) => act(),
    );
    return done;
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
