import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Suppressions } from '#contact-policy';
import type { DeliveryResult } from '#mail-transport';
import { Clock, Database, Facts, LOG, type Log, newId, SYSTEM_ACTOR, type Tx } from '#platform';
import { mailFact } from '../message/messaging.facts.js';
import { AttemptLog } from './attempt-log.js';
import type { ClaimedMail } from './claim.repository.js';
import { afterAnswer } from './delivery-result.rules.js';
import { MicroBatcher } from './micro-batcher.js';
import { type EndedAttempt, recordEvents, settle } from './settlement.repository.js';

/** Seconds between tries to write down how an attempt ended, when the database does not answer. */
const TRIES = [0, 1, 3, 9];
/** The attempt log has the answer already, so what follows from it may wait for company. */
const PATIENCE_MS = 150;
/** Ids in one line of the log: shorter than what a pipe takes in one piece from several processes (PIPE_BUF). */
const LOGGED = 50;

/** Writes down how attempts ended, many in one commit. */
@Injectable()
export class SettlementService {
  private readonly batcher = new MicroBatcher<EndedAttempt, void>(
    async (ends) => {
      await this.db.write([...new Set(ends.map((end) => end.mail.areaId))], (tx) => this.write(tx, ends));
      this.tell(ends);
    },
    { patienceMs: PATIENCE_MS },
  );

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly attempts: AttemptLog,
    private readonly suppressions: Suppressions,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Ends one attempt: first the attempt log, then what follows for the message. When the database stays away the lease runs
   * out and the sweeper calls the mail unknown, which by then is the truth about what the program knows.
   */
  async end(mail: ClaimedMail, result: DeliveryResult): Promise<void> {
    const end = { mail, outcome: afterAnswer(mail, result, this.clock.now()) };
    await insist(() => this.attempts.markEnded(mail, end.outcome));
    await insist(() => this.batcher.add(end));
  }

  /** One line for all that ended alike: a line for each mail took a tenth of the worker's time. */
  private tell(ends: readonly EndedAttempt[]): void {
    const alike = new Map<string, EndedAttempt[]>();
    for (const end of ends) {
      const key = `${end.mail.areaId} ${end.outcome.outcome} ${end.outcome.code}`;
      const some = alike.get(key);
      if (some) some.push(end);
      else alike.set(key, [end]);
    }
    for (const some of alike.values())
      for (let from = 0; from < some.length; from += LOGGED) {
        const { mail, outcome } = some[from]!;
        const messageIds = some.slice(from, from + LOGGED).map((end) => end.mail.id);
        this.log.info({ areaId: mail.areaId, fate: outcome.outcome, code: outcome.code, messageIds }, 'mail');
      }
  }

  /** Writes down how attempts ended, with what follows for others: facts, events, blocked addresses. */
  async write(tx: Tx, ends: readonly EndedAttempt[]): Promise<void> {
    if (!ends.length) return;
    const now = this.clock.now();
    const settled = await settle(tx, ends, now);
    const told = ends.filter((end) => settled.has(end.mail.id));
    await this.facts.record(
      tx,
      ...told.flatMap(({ mail, outcome }) => mailFact(mail, outcome.to, now, outcome.reason) ?? []),
    );
    const bounced = told.filter((end) => end.outcome.to === 'bounced');
    await recordEvents(
      tx,
      bounced.map(({ mail, outcome }) => ({
        id: newId(),
        areaId: mail.areaId,
        messageId: mail.id,
        source: 'smtp',
        eventId: `${mail.id}:${mail.attempts}`,
        kind: 'bounce-hard',
        at: now,
        actor: SYSTEM_ACTOR,
        detail: outcome.text,
      })),
    );
    for (const { mail, outcome } of bounced)
      await this.suppressions.add(
        tx,
        mail.areaId,
        mail.address,
        outcome.reason ?? 'The address does not exist.',
      );
  }
}

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
