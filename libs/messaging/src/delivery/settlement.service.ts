import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Suppressions } from '#contact-policy';
import type { Fate } from '#mail-transport';
import { Clock, Database, Facts, newId, program, type Tx } from '#platform';
import { mailFact } from '../message/messaging.facts.js';
import { Journal } from './attempt-log.js';
import type { Claimed } from './claim.repository.js';
import { afterAnswer, type Ending } from './delivery-result.rules.js';
import { Gather } from './micro-batcher.js';
import { recordEvents, type Settlement, settle } from './settlement.repository.js';

/** How an attempt with a mail ended. */
export interface End {
  mail: Claimed;
  ending: Ending;
}

/** Seconds between tries to write down how an attempt ended, when the database does not answer. */
const TRIES = [0, 1, 3, 9];
/** The journal has the answer already, so what follows from it may wait for company. */
const PATIENCE_MS = 100;

/** Writes down how attempts ended, many in one commit. */
@Injectable()
export class Settling {
  private readonly gather = new Gather<End, void>(
    (ends) => this.db.write([...new Set(ends.map((end) => end.mail.areaId))], (tx) => this.write(tx, ends)),
    { patienceMs: PATIENCE_MS },
  );

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly journal: Journal,
    private readonly suppressions: Suppressions,
  ) {}

  /**
   * Ends one attempt: first its journal, then what follows for the message. When the database stays away the lease runs
   * out and the sweeper calls the mail unknown, which by then is the truth about what the program knows.
   */
  async end(mail: Claimed, fate: Fate): Promise<void> {
    const end = { mail, ending: afterAnswer(mail, fate, this.clock.now()) };
    await insist(() => this.journal.ended(mail, end.ending));
    await insist(() => this.gather.add(end));
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

/** What an attempt's end says to the tables. */
export const settlement = ({ mail, ending }: End): Settlement => ({
  ...ending,
  id: mail.id,
  areaId: mail.areaId,
  leaseToken: mail.leaseToken,
  number: mail.attempts,
  attemptId: mail.attemptId,
});

async function insist(work: () => Promise<unknown>): Promise<void> {
  for (const [n, seconds] of TRIES.entries()) {
    if (seconds) await sleep(seconds * 1000);
    try {
      await work();
      return;
    } catch (error) {
      if (n === TRIES.length - 1) throw error;
    }
  }
}
