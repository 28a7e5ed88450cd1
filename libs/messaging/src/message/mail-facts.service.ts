import { Injectable } from '@nestjs/common';
import { contactSettings, countsAsContact, purposeOf, rulesInForce } from '#contact-policy';
import { type Actor, Facts, type Tx } from '#platform';
import type { MessageState } from './message.rules.js';
import { isContactMail, type MailOfFact, mailFact } from './messaging.facts.js';

/** A mail that came to an end. */
export interface EndedMail {
  mail: MailOfFact;
  to: MessageState;
  at: Date;
  reason: string | null;
  /** Who says so; default: the program. */
  actor?: Actor;
}

/** Writes down to what end mails came; one that has gone is a contact, as far as its area counts such mail. */
@Injectable()
export class MailFacts {
  constructor(private readonly facts: Facts) {}

  /** Ends that nobody outside needs to know are passed over. */
  async record(tx: Tx, ended: readonly EndedMail[]): Promise<void> {
    const counts = await this.counting(tx, ended);
    await this.facts.record(
      tx,
      ...ended.flatMap(({ mail, to, at, reason, actor }) => {
        const fact = mailFact(mail, to, at, reason, counts(mail));
        return fact ? [actor ? { ...fact, actor } : fact] : [];
      }),
    );
  }

  private async counting(tx: Tx, ended: readonly EndedMail[]): Promise<(mail: MailOfFact) => boolean> {
    const areas = ended.flatMap(({ mail, to }) =>
      to === 'sent' && isContactMail(mail) ? [mail.areaId] : [],
    );
    const settings = new Map<string, ReturnType<typeof contactSettings>>();
    for (const areaId of new Set(areas))
      settings.set(areaId, contactSettings((await rulesInForce(tx, areaId)).rules, null));
    return ({ areaId, ...mail }) => {
      const of = settings.get(areaId);
      return of !== undefined && countsAsContact('mail', purposeOf(mail), 'own', of);
    };
  }
}
