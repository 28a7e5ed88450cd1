import { Injectable } from '@nestjs/common';
import { areaIdentities } from '#access';
import type { ContactDecision } from '#contact-policy';
import { type CompiledTemplate, CompiledTemplates, type FoundTemplate } from '#mail-templates';
import { Clock, Settings, type Tx } from '#platform';
import { decisionOutcome } from '../contact/after-decision.rules.js';
import { ContactGate } from '../contact/contact-gate.service.js';
import { SendRates } from '../flow-control/rates.service.js';
import { RestoreGuard } from '../flow-control/restore.service.js';
import { forceKeyLookups } from '../message/key-lookups.repository.js';
import { giveUpAt, settledStates } from '../message/message.rules.js';
import type { ContentHold } from '../outbox/content-hold.rules.js';
import { type ToQueue, toQueue } from '../outbox/send-job.js';
import {
  type ClaimedMail,
  claim,
  type DueMail,
  dueBy,
  lockDue,
  setAside,
  type ToClaim,
} from './claim.repository.js';

/** What a claim took in hand, each with the words it goes in. */
export interface ClaimResult {
  mails: { mail: ClaimedMail; template: CompiledTemplate }[];
  /** Due, but not to be sent at this rate, and when to ask again. */
  later: { mails: ToQueue[]; at: Date } | undefined;
}

const NOTHING: ClaimResult = { mails: [], later: undefined };

/** Takes due messages in hand, after the last look at whether they may go. */
@Injectable()
export class ClaimService {
  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly gate: ContactGate,
    private readonly rates: SendRates,
    private readonly restore: RestoreGuard,
    private readonly templatesReady: CompiledTemplates,
  ) {}

  /** Those of an area's messages that are due, may go and nobody else has in hand; from now on under this lease. */
  async take(tx: Tx, areaId: string, ids: readonly string[], leaseToken: string): Promise<ClaimResult> {
    const now = await dueBy(tx, this.clock.now(), Boolean(this.settings.clockFile));
    if (await this.restore.pending(tx)) return NOTHING;
    await forceKeyLookups(tx);
    const all = await lockDue(tx, areaId, ids, now);
    if (!all.length) return NOTHING;
    // What is over the rate is not looked at for nothing.
    const free = await this.rates.free(tx);
    const due = all.slice(0, free.granted);
    const over = all.slice(due.length);
    if (!due.length) return { mails: [], later: { mails: over.map(toQueue), at: free.nextAt! } };
    const decisions = await this.gate.decide(tx, areaId, due, now);
    const going: Pick<MayGo, 'mail' | 'decision'>[] = [];
    const not: Parameters<typeof setAside>[2][number][] = [];
    for (const mail of due) {
      const decision = decisions.get(mail.id);
      // Somebody else is deciding for that employer or person: it stays due.
      if (!decision) continue;
      const ending = decisionOutcome(decision, mail.state);
      if (ending) not.push({ id: mail.id, ...ending, decision: noted(decision, now) });
      else going.push({ mail, decision });
    }
    const words = await this.wordsOf(tx, areaId, going);
    const may: MayGo[] = [];
    for (const { mail, decision } of going) {
      const { template, why } = words.get(wordsKey(mail))!;
      if (template) may.push({ mail, decision, template });
      else not.push({ id: mail.id, ...untilMended(mail, why), decision: noted(decision, now) });
    }
    await setAside(tx, areaId, not, now, settledStates);
    const { granted, nextAt } = await this.rates.take(tx, may.length);
    const later = [...may.splice(granted).map(({ mail }) => mail), ...over];
    return {
      mails: await this.claim(tx, areaId, may, leaseToken, now),
      later: later.length ? { mails: later.map(toQueue), at: (nextAt ?? free.nextAt)! } : undefined,
    };
  }

  private async claim(
    tx: Tx,
    areaId: string,
    may: readonly MayGo[],
    leaseToken: string,
    now: Date,
  ): Promise<ClaimResult['mails']> {
    if (!may.length) return [];
    await this.restore.heartbeat(tx);
    const until = giveUpAt(now);
    const taken = may.map(({ mail, decision, template }) => ({
      mail: {
        ...mail,
        attempts: mail.attempts + 1,
        datedAt: mail.datedAt ?? now,
        giveUpAt: mail.giveUpAt ?? until,
        leaseToken,
        attemptId: '',
      },
      template,
      decision,
    }));
    const attempts = await claim(
      tx,
      areaId,
      taken.map(
        ({ mail, template, decision }): ToClaim => ({
          id: mail.id,
          attempt: mail.attempts,
          editionId: template.id,
          decision: noted(decision, now),
        }),
      ),
      leaseToken,
      now,
      until,
    );
    return taken.map(({ mail, template }) => ({
      mail: { ...mail, attemptId: attempts.get(mail.id)! },
      template,
    }));
  }

  /** The words each kind of mail goes in, or why it has none. */
  private async wordsOf(
    tx: Tx,
    areaId: string,
    going: readonly { mail: DueMail }[],
  ): Promise<Map<string, FoundTemplate>> {
    const words = new Map<string, FoundTemplate>();
    if (!going.length) return words;
    const area = (await areaIdentities(tx, [areaId])).get(areaId)!;
    for (const { mail } of going) {
      const key = wordsKey(mail);
      if (!words.has(key))
        words.set(key, await this.templatesReady.of(tx, area, mail.template, mail.templateId));
    }
    return words;
  }
}

/** A mail that goes, with what the policy said of it and its words. */
interface MayGo {
  mail: DueMail;
  decision: ContactDecision;
  template: CompiledTemplate;
}

/** A mail without words waits for a person; one that may have gone before keeps its fate and does not go once more. */
const untilMended = (mail: DueMail, why: string) => ({
  ...(mail.state === 'unknown' ? { to: mail.state, reason: null } : { to: 'held' as const, reason: why }),
  hold: 'template-broken' satisfies ContentHold,
  until: null,
});

const wordsKey = (mail: DueMail): string => `${mail.template} ${mail.templateId ?? ''}`;

const noted = (decision: ContactDecision, at: Date) => ({
  code: decision.reason,
  sentence: decision.sentence,
  at: at.toISOString(),
  until: decision.until?.toISOString() ?? null,
});
