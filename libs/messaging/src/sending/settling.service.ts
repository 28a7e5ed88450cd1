import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, Database, Facts, newId, program, type Tx } from '#platform';
import { Suppressions } from '../leaving/suppression.service.js';
import { mailFact } from '../messaging.facts.js';
import type { Fate } from '../smtp/smtp.rules.js';
import type { Claimed } from './claim.store.js';
import { afterAnswer, type Ending } from './ending.rules.js';
import { Gather } from './gather.js';
import { recordEvents, type Settlement, settle } from './settle.store.js';

/** The HTML and text as written, with links masked; undefined when it never came to writing. */
export interface Kept {
  html: string;
  text: string;
}

/** How an attempt with a mail ended. */
interface End {
  mail: Claimed;
  ending: Ending;
  kept?: Kept | undefined;
}

/** Seconds between tries to write down how an attempt ended, when the database does not answer. */
const TRIES = [0, 1, 3, 9];

/** Writes down how attempts ended, many in one commit. */
@Injectable()
export class Settling {
  private readonly gather = new Gather<End, void>((ends) =>
    this.db.write([...new Set(ends.map((end) => end.mail.areaId))], (tx) => this.write(tx, ends)),
  );

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly suppressions: Suppressions,
  ) {}

  /**
   * Ends one attempt. When the database stays away the lease runs out and the sweeper calls it unknown, which by then
   * is the truth about what the program knows.
   */
  async end(mail: Claimed, fate: Fate, kept: Kept | undefined): Promise<void> {
    const end = { mail, ending: afterAnswer(mail, fate, this.clock.now()), kept };
    for (const [n, seconds] of TRIES.entries()) {
      await sleep(seconds * 1000);
      try {
        await this.gather.add(end);
        return;
      } catch (error) {
        if (n === TRIES.length - 1) throw error;
      }
    }
  }

  /** Writes down how attempts ended, with what follows for others: facts, events, blocked addresses. */
  async write(tx: Tx, ends: readonly End[]): Promise<void> {
    if (!ends.length) return;
    const now = this.clock.now();
    const settled = await settle(tx, ends.map(settlement), now);
    const told = ends.filter((end) => settled.has(end.mail.id));
    await this.facts.record(
      tx,
      ...told.flatMap(({ mail, ending }) => mailFact(mail, ending.to, now, ending.reason) ?? []),
    );
    const bounced = told.filter((end) => end.ending.to === 'bounced');
    await recordEvents(
      tx,
      bounced.map(({ mail, ending }) => ({
        id: newId(),
        areaId: mail.areaId,
        messageId: mail.id,
        source: 'smtp',
        eventId: `${mail.id}:${mail.attempts}`,
        kind: 'bounce-hard',
        at: now,
        actor: program,
        detail: ending.text,
      })),
    );
    for (const { mail, ending } of bounced)
      await this.suppressions.add(
        tx,
        mail.areaId,
        mail.address,
        ending.reason ?? 'The address does not exist.',
      );
  }
}

const settlement = ({ mail, ending, kept }: End): Settlement => ({
  ...ending,
  id: mail.id,
  areaId: mail.areaId,
  leaseToken: mail.leaseToken,
  number: mail.attempts,
  html: kept?.html ?? null,
  plain: kept?.text ?? null,
});
