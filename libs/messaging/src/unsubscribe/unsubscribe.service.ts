import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import {
  asContactSuppression,
  Consents,
  decisionSentence,
  type SuppressionReason,
  type SuppressionScope,
  type SuppressionSource,
  Suppressions,
  type SuppressionTerms,
  suppressedByOneClick,
  suppressionLabels,
} from '#contact-policy';
import { MailRegistry } from '#mail-templates';
import { type Actor, Clock, Facts, type Tx } from '#platform';
import { endWaiting, type LinkedMail, linkedMail, recordOnMail } from './linked-mail.repository.js';
import { PREFERENCES } from './unsubscribe.facts.js';

/** How a mail's recipient left by it: their program's button, an unsubscribe mail, or by reporting it as spam. */
export type UnsubscribeMeans = 'one-click' | 'mail' | 'complaint';

const LEFT: Record<UnsubscribeMeans, { why: SuppressionReason; done: string }> = {
  'one-click': { why: 'unsubscribe', done: 'They pressed unsubscribe in their email program' },
  mail: { why: 'unsubscribe', done: 'Their mail program sent an unsubscribe email' },
  complaint: { why: 'complaint', done: 'They reported it as spam' },
};

/** Stops of the person a mail went to, and what follows from them. */
export interface OptOut {
  stops: readonly Pick<SuppressionTerms, 'scope' | 'topic' | 'until'>[];
  why: SuppressionReason;
  source: SuppressionSource;
  /** For staff: what they did, on which mail. */
  reason: string;
  actor: Actor;
  everywhere?: boolean;
}

/** People who say no: the stops, what waited for them, and what is told to staff. */
@Injectable()
export class UnsubscribeService {
  constructor(
    private readonly clock: Clock,
    private readonly suppressions: Suppressions,
    private readonly consents: Consents,
    private readonly registry: MailRegistry,
    private readonly facts: Facts,
    private readonly audit: Audit,
  ) {}

  /**
   * What follows from leaving by a mail, without a page: advertising and the mail's own topic stop, a report as spam
   * stops all but service. Said twice it is the same once. `scope`: what the area's rules for returned mail say of it;
   * a report as spam stops that much, an unsubscribe mail at least that much. Answers what is stopped; undefined where
   * the transaction's areas hold no such message.
   */
  async byMessage(
    tx: Tx,
    messageId: string,
    how: UnsubscribeMeans,
    scope?: Exclude<SuppressionScope, 'topic'>,
  ): Promise<Pick<SuppressionTerms, 'scope' | 'topic'>[] | undefined> {
    const mail = await linkedMail(tx, messageId);
    if (!mail) return undefined;
    const stops = how === 'complaint' ? [] : suppressedByOneClick(mail);
    const ruled = scope ?? (how === 'complaint' ? 'all-but-service' : undefined);
    if (ruled && !stops.some((stop) => stop.scope === ruled)) stops.push({ scope: ruled, topic: null });
    await this.recordOptOut(tx, mail, {
      stops: stops.map((stop) => ({ ...stop, until: null })),
      why: LEFT[how].why,
      source: how,
      reason: `${LEFT[how].done}, on “${this.titleOf(mail)}”.`,
      actor: recipient(mail),
    });
    return stops;
  }

  /**
   * Writes stops for a mail's recipient and ends what waits for them, in one transaction, so that no page promises what
   * will not go. What is in force already changes nothing and is told nobody again.
   */
  async recordOptOut(tx: Tx, mail: LinkedMail, no: OptOut): Promise<void> {
    const { why, source, reason, actor, everywhere } = no;
    const written = await this.suppressions.suppress(
      tx,
      mail.areaId,
      mail.address,
      no.stops.map((stop) => ({ ...stop, why, source, reason, actor, everywhere })),
    );
    if (!written) return;
    await this.endWaitingFor(
      tx,
      mail.areaId,
      mail.address,
      no.stops.map((stop) => ({ ...stop, why })),
      actor,
    );
    await this.tell(tx, mail, {
      title: `Said no to ${suppressionLabels(no.stops)}`,
      detail: reason,
      source,
      actor,
    });
  }

  /** Ends what waits for an address and is covered by stops for good, and takes back a yes that they contradict. */
  async endWaitingFor(
    tx: Tx,
    areaId: string,
    address: string,
    stops: readonly SuppressionTerms[],
    actor: Actor,
  ): Promise<number> {
    const at = this.clock.now();
    let ended = 0;
    for (const stop of stops.filter(({ until }) => until === null)) {
      const code = stop.why === 'bounce' ? 'address_suppressed' : 'objection';
      const sentence = decisionSentence(code, { stop: asContactSuppression(stop) });
      ended += await endWaiting(tx, areaId, address, stop, { sentence, code, at });
      if (stop.scope !== 'topic' && stop.why !== 'bounce')
        await this.consents.withdraw(tx, areaId, address, actor);
    }
    return ended;
  }

  /** Writes what the recipient did onto the mail, the employer's timeline and the audit. */
  async tell(
    tx: Tx,
    mail: LinkedMail,
    told: { title: string; detail: string; source: SuppressionSource; actor: Actor; lifted?: boolean },
  ): Promise<void> {
    const { title, detail, source, actor } = told;
    const at = this.clock.now();
    await recordOnMail(tx, mail, {
      source: `leaving:${source}`,
      kind: 'preferences',
      at,
      actor,
      detail: `${title}. ${detail}`,
    });
    await this.facts.record(
      tx,
      PREFERENCES.of({
        areaId: mail.areaId,
        employerId: mail.employerId,
        contactId: mail.contactId,
        subject: `message:${mail.id}`,
        at,
        actor,
        data: { title, detail },
      }),
    );
    await this.audit.record(tx, {
      areaId: mail.areaId,
      actor,
      verb: told.lifted ? 'delete' : 'create',
      resource: 'suppression',
      subject: mail.id,
      reason: detail,
    });
  }

  /** What staff call the mail. */
  titleOf(mail: LinkedMail): string {
    return this.registry.find(mail.template)?.title ?? mail.template;
  }
}

/** The recipient as the one who acts, by the link in a mail. */
export const recipient = (mail: LinkedMail): Actor => ({
  kind: 'link',
  ...(mail.contactId ? { id: mail.contactId } : {}),
  label: mail.recipientName,
});
