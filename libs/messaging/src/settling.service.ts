import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, Database, Facts, newId, program } from '#platform';
import type { Claimed } from './claim.store.js';
import { Gather } from './gather.js';
import { giveUpAt, nextAttempt, RESEND_MINUTES } from './message.rules.js';
import { mailFact } from './messaging.facts.js';
import { recordEvents, type Settlement, settle } from './settle.store.js';
import type { Fate } from './smtp.rules.js';
import { Suppressions } from './suppression.service.js';

/** The HTML and text as written, with links masked; undefined when it never came to writing. */
export interface Kept {
  html: string;
  text: string;
}

interface End {
  mail: Claimed;
  settlement: Settlement;
}

/** Seconds between tries to write down how an attempt ended, when the database does not answer. */
const TRIES = [0, 1, 3, 9];

/** Writes down how attempts ended, many in one commit. */
@Injectable()
export class Settling {
  private readonly gather = new Gather<End, Set<string>>((ends) => this.write(ends));

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
    const settlement = this.settlement(mail, fate, kept);
    for (const [n, seconds] of TRIES.entries()) {
      await sleep(seconds * 1000);
      try {
        await this.gather.add({ mail, settlement });
        return;
      } catch (error) {
        if (n === TRIES.length - 1) throw error;
      }
    }
  }

  private settlement(mail: Claimed, fate: Fate, kept: Kept | undefined): Settlement {
    const now = this.clock.now();
    const base = {
      id: mail.id,
      areaId: mail.areaId,
      leaseToken: mail.leaseToken,
      number: mail.attempts,
      outcome: fate.to,
      reason: fate.reason,
      nextAttemptAt: null,
      code: fate.code,
      text: fate.text,
      html: kept?.html ?? null,
      plain: kept?.text ?? null,
    };
    // Stopped by us, not by the mail server: there is nothing to wait for.
    if (fate.to === 'stopped') return { ...base, to: 'retry', nextAttemptAt: now.toISOString() };
    if (fate.to === 'retry') {
      const next = nextAttempt(mail.attempts, now);
      if (next > (mail.giveUpAt ?? giveUpAt(now)))
        return {
          ...base,
          to: 'failed',
          outcome: 'failed',
          reason: `Given up after 72 hours. ${fate.reason ?? ''}`.trim(),
        };
      return { ...base, to: 'retry', nextAttemptAt: next.toISOString() };
    }
    if (fate.to === 'unknown' && mail.purpose === 'service' && mail.unknowns === 0)
      return {
        ...base,
        to: 'unknown',
        nextAttemptAt: new Date(now.getTime() + RESEND_MINUTES * 60_000).toISOString(),
      };
    return { ...base, to: fate.to };
  }

  private write(ends: End[]): Promise<Set<string>> {
    const areas = [...new Set(ends.map((end) => end.mail.areaId))];
    return this.db.write(areas, async (tx) => {
      const now = this.clock.now();
      const settled = await settle(
        tx,
        ends.map((end) => end.settlement),
        now,
      );
      const told = ends.filter((end) => settled.has(end.mail.id));
      await this.facts.record(
        tx,
        ...told.flatMap(
          ({ mail, settlement }) => mailFact(mail, settlement.to, now, settlement.reason) ?? [],
        ),
      );
      const bounced = told.filter((end) => end.settlement.to === 'bounced');
      await recordEvents(
        tx,
        bounced.map(({ mail, settlement }) => ({
          id: newId(),
          areaId: mail.areaId,
          messageId: mail.id,
          source: 'smtp',
          eventId: `${mail.id}:${settlement.number}`,
          kind: 'bounce-hard',
          at: now,
          actor: program,
          detail: settlement.text,
        })),
      );
      for (const { mail, settlement } of bounced)
        await this.suppressions.add(
          tx,
          mail.areaId,
          mail.address,
          settlement.reason ?? 'The address does not exist.',
        );
      return settled;
    });
  }
}
