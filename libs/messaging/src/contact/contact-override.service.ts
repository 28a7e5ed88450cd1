import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import type { ContactReason } from '#contact-policy';
import {
  type Actor,
  Clock,
  CodedError,
  invalid,
  notFound,
  REASON_WORDS,
  reasonProblem,
  type Tx,
} from '#platform';
import { overridable, quietHolds } from './contact-explain.rules.js';
import { ContactGate } from './contact-gate.service.js';
import { lockForOverride, type Overridable, writeOverride } from './contact-override.repository.js';

/** A person's leave for one mail to go in spite of limits or hours. It lifts nothing else: who said no stays left alone. */
@Injectable()
export class ContactOverrides {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly gate: ContactGate,
  ) {}

  /**
   * Lets a held message go now in spite of the contact limits, and of sending hours where `hours` is ticked; everything
   * else is still decided when it is claimed. Throws not-found, `messaging.not-held` (what holds it is no limit and no
   * hour), `messaging.limit-zero` (the area contacts nobody), and `invalid` by field: reason (10 to 300 characters), hours.
   */
  async allow(
    tx: Tx,
    messageId: string,
    given: { reason: string; hours: boolean },
    actor: Actor,
  ): Promise<void> {
    const reason = given.reason.replace(/\s+/g, ' ').trim();
    if (reasonProblem(given.reason)) throw invalid('messaging.override', { reason: REASON_WORDS });
    const message = await lockForOverride(tx, messageId);
    if (!message) throw notFound();
    if (await this.reachesNobody(tx, message)) throw limitIsZero();
    if (!message.open || !overridable(message.hold)) throw notHeld();
    if (quietHolds.has(message.hold!) && !given.hours)
      throw invalid('messaging.override', {
        hours: 'Sending hours hold it: tick this for it to go outside them.',
      });
    const covers: ('limits' | 'hours')[] = given.hours ? ['limits', 'hours'] : ['limits'];
    const by = actor.label ?? 'Staff';
    await writeOverride(tx, message, { by, byId: actor.id ?? '', reason, covers }, this.clock.now());
    await this.audit.record(tx, {
      areaId: message.areaId,
      actor,
      verb: 'change',
      resource: 'message_metadata',
      subject: `override:${messageId}`,
      reason,
    });
  }

  /** Whether a limit of 0 ended it, or would when it is next looked at. */
  private async reachesNobody(tx: Tx, { id, areaId, decided }: Overridable): Promise<boolean> {
    const decision = (await this.gate.preview(tx, areaId, [id])).get(id);
    return (decision?.reason ?? decided) === ('limit_zero' satisfies ContactReason);
  }
}

const limitIsZero = (): CodedError =>
  new CodedError(
    'conflict',
    'messaging.limit-zero',
    'The area has set a contact limit to 0: nobody is contacted, and no email goes in spite of that. An administrator can change the limit in the contact rules.',
  );

const notHeld = (): CodedError =>
  new CodedError(
    'conflict',
    'messaging.not-held',
    'No contact limit and no sending hour holds this email any more. Look at it again.',
  );
