import { Injectable } from '@nestjs/common';
import { Clock, newId, projectFile, type Tx } from '#platform';
import { minutesFor } from './effort.rules.js';
import { publishVersion, versionContent } from './instrument.repository.js';
import type { Instrument } from './instrument.rules.js';
import { allPages } from './page.rules.js';
import { checkedInstrument } from './publishing.rules.js';

/**
 * The instrument a new survey asks, in its newest version; its file is published into the database when first used. A
 * survey that was planned with an earlier version keeps that one for all its waves.
 */
const BASELINE = 'libs/surveys/data/instruments/employer-baseline.v2.json';

/** Published questionnaires. A version never changes, so this process keeps each one it has read. */
@Injectable()
export class Instruments {
  private readonly read = new Map<string, Instrument>();

  constructor(private readonly clock: Clock) {}

  /** The employer baseline as shipped. */
  baseline(): Instrument {
    return checkedInstrument(JSON.parse(projectFile(BASELINE)));
  }

  /**
   * Publishes a version and answers its id; the same one again is that id. Throws `surveys.instrument-invalid` for one
   * that may not be published, and when that version is published with other contents.
   */
  async publish(tx: Tx, candidate: unknown): Promise<string> {
    const instrument = checkedInstrument(candidate);
    const { id, same } = await publishVersion(tx, newId(), instrument, this.clock.now());
    if (!same)
      throw new Error(
        `${instrument.instrument} version ${instrument.version} is published and cannot change`,
      );
    return id;
  }

  /** The questionnaire of a version. Throws when there is none: a survey always names one that is there. */
  async of(tx: Tx, versionId: string): Promise<Instrument> {
    const known = this.read.get(versionId) ?? (await versionContent(tx, versionId));
    if (!known) throw new Error(`There is no instrument version ${versionId}`);
    this.read.set(versionId, known);
    return known;
  }

  /** How many minutes the whole of a version takes, as emails promise it. */
  async minutes(tx: Tx, versionId: string): Promise<number> {
    const instrument = await this.of(tx, versionId);
    return minutesFor(instrument, allPages(instrument));
  }
}
