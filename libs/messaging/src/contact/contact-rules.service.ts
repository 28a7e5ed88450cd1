import { Injectable } from '@nestjs/common';
import { Audit } from '#access';
import type { ContactRules } from '#contact-policy';
import { insertRules, type RulesInForce, ruleChanges, rulesInForce } from '#contact-policy';
import { type Actor, Clock, CodedError, constraintOf, newId, type Tx } from '#platform';
import { releaseHeld } from './contact-history.repository.js';

/** How often and when an area writes to people. */
@Injectable()
export class AreaContactRules {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** The rules in force in an area; version 0: it has said nothing. */
  of(tx: Tx, areaId: string): Promise<RulesInForce> {
    return rulesInForce(tx, areaId);
  }

  /**
   * Saves an area's rules as the version after the one they were changed from, and has everything held by a contact rule
   * looked at again. Answers how many mails that is. Throws `messaging.rules-changed` when somebody else was first.
   */
  async save(tx: Tx, areaId: string, from: number, rules: ContactRules, actor: Actor): Promise<number> {
    const now = this.clock.now();
    const { version, rules: before } = await rulesInForce(tx, areaId);
    if (version !== from) throw changedMeanwhile();
    try {
      await insertRules(tx, { id: newId(), areaId, version: from + 1, rules, savedAt: now, savedBy: actor });
    } catch (error) {
      if (constraintOf(error) === 'contact_rules_version_key') throw changedMeanwhile();
      throw error;
    }
    const again = await releaseHeld(tx, areaId, {}, now);
    await this.audit.record(tx, {
      areaId,
      actor,
      verb: 'change',
      resource: 'setting',
      subject: `contact-rules:${from + 1}`,
      rowCount: again,
      changes: ruleChanges(before, rules),
    });
    return again;
  }
}

const changedMeanwhile = (): CodedError =>
  new CodedError(
    'conflict',
    'messaging.rules-changed',
    'Somebody else saved these rules meanwhile. Open the page again to see theirs, then change it.',
  );
