import { Inject, Injectable, OnModuleDestroy } from '@nestjs/common';
import { Clock, Database, errorForLog, LOG, type Log, newId, Settings, type Tx } from '#platform';
import { Suppressions } from '../leaving/suppression.service.js';
import { type MailArea, mailAreas } from '../mail-area.store.js';
import { giveUpAt } from '../message.rules.js';
import { LINKS, SmtpPool } from '../smtp/smtp.pool.js';
import { type Fate, fateOf } from '../smtp/smtp.rules.js';
import { maskLinks } from '../writing/mail.data.js';
import { MailRegistry } from '../writing/mail.registry.js';
import { MailTexts } from '../writing/mail.texts.js';
import { mayGo } from './claim.rules.js';
import { type Claimed, claim, endUnsent, lockDue } from './claim.store.js';
import { bounceAddress, compose } from './compose.js';
import { Leases } from './leases.js';
import { type Kept, Settling } from './settling.service.js';
import { Turns } from './turns.js';

/** Sends: claim, write, hand over, settle. A batch may be asked for twice; each mail goes once. */
@Injectable()
export class Sending implements OnModuleDestroy {
  private stopping = false;
  /** Mails handed over and not yet settled: what would be unknown if this process died now. */
  private readonly handed = new Turns(LINKS);
  private readonly left = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly registry: MailRegistry,
    private readonly texts: MailTexts,
    private readonly suppressions: Suppressions,
    private readonly leases: Leases,
    private readonly settling: Settling,
    private readonly pool: SmtpPool,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Sends those of an area's messages that are due and nobody else has in hand. Answers how many it took. */
  async send(areaId: string, ids: readonly string[]): Promise<number> {
    if (this.stopping) return 0;
    const { mails, area } = await this.db.write([areaId], async (tx) => ({
      mails: await this.claim(tx, areaId, ids),
      area: (await mailAreas(tx, [areaId])).get(areaId),
    }));
    if (!area) return 0;
    this.leases.take(mails);
    await Promise.all(mails.map((mail) => this.one(mail, area)));
    return mails.length;
  }

  /** From now on nothing more is begun; what is claimed and not begun goes back. */
  stop(): void {
    this.stopping = true;
  }

  onModuleDestroy(): void {
    this.stop();
  }

  private async claim(tx: Tx, areaId: string, ids: readonly string[]): Promise<Claimed[]> {
    const now = this.clock.now();
    const locked = await lockDue(tx, areaId, ids, now);
    const suppressed = new Map<string, string>();
    for (const purpose of ['service', 'invitation', 'engagement'] as const) {
      const own = locked.filter((mail) => mail.purpose === purpose);
      const reasons = await this.suppressions.reasons(
        tx,
        areaId,
        own.map((mail) => mail.address),
        purpose,
      );
      for (const mail of own) {
        const reason = reasons.get(mail.address);
        if (reason !== undefined) suppressed.set(mail.id, reason);
      }
    }
    const decided = locked.map((mail) => ({
      mail,
      decision: mayGo({ ...mail, suppressed: suppressed.get(mail.id) }, now),
    }));
    await endUnsent(
      tx,
      areaId,
      decided.flatMap(({ mail, decision }) =>
        decision.go ? [] : [{ id: mail.id, to: decision.to, reason: decision.reason ?? null }],
      ),
      now,
    );
    return claim(
      tx,
      areaId,
      decided.flatMap(({ mail, decision }) => (decision.go ? [mail.id] : [])),
      { token: newId(), seconds: this.leases.seconds },
      now,
      giveUpAt(now),
    );
  }

  private async one(mail: Claimed, area: MailArea): Promise<void> {
    try {
      const { fate, kept } = await this.handOver(mail, area);
      this.log.info(
        { messageId: mail.id, areaId: mail.areaId, attempt: mail.attempts, fate: fate.to, code: fate.code },
        'mail',
      );
      await this.settling.end(mail, fate, kept);
    } catch (error) {
      // The lease runs out and the sweeper takes the message back; nothing is lost by going on with the next one.
      this.log.error({ messageId: mail.id, err: errorForLog(error) }, 'mail not settled');
    } finally {
      this.leases.drop(mail);
      if (this.left.delete(mail.id)) this.handed.give();
    }
  }

  /** Waits for one of the turns of this process and commits that the mail leaves; to be asked once a claim. */
  private async mayLeave(mail: Claimed): Promise<boolean> {
    await this.handed.take();
    // The connection may have ended while this one waited in line; its fate is written by then.
    if (!this.leases.holds(mail)) {
      this.handed.give();
      return false;
    }
    this.left.add(mail.id);
    return !this.stopping && (await this.leases.enterData(mail));
  }

  private async handOver(mail: Claimed, area: MailArea): Promise<{ fate: Fate; kept?: Kept }> {
    let letter: { raw: Buffer; kept: Kept };
    try {
      letter = await this.write(mail, area);
    } catch (error) {
      this.log.error({ messageId: mail.id, err: errorForLog(error) }, 'mail not written');
      return { fate: cannotWrite };
    }
    if (this.stopping) return { fate: fateOf({ kind: 'stopped' }), kept: letter.kept };
    // A mail that a second connection takes over has its turn and its leave already; asked twice it would take two.
    let leave: Promise<boolean> | undefined;
    const result = await this.pool.send({
      from: bounceAddress(this.settings.mailFrom, mail.verpToken),
      to: mail.address,
      raw: letter.raw,
      mayLeave: () => (leave ??= this.mayLeave(mail)),
    });
    return { fate: fateOf(result), kept: letter.kept };
  }

  private async write(mail: Claimed, area: MailArea): Promise<{ raw: Buffer; kept: Kept }> {
    const definition = this.registry.find(mail.template);
    if (!definition) throw new Error(`No mail is named ${mail.template}`);
    const data = definition.schema.parse(mail.data);
    const recipient = { name: mail.recipientName };
    const { html, text } = await this.texts.write(definition, { data, recipient, area });
    const kept = await this.texts.write(definition, { data: maskLinks(data), recipient, area });
    const raw = await compose({
      message: mail,
      area,
      from: this.settings.mailFrom,
      subject: mail.subject,
      html,
      text,
      calendar: definition.calendar?.(data),
    });
    return { raw, kept };
  }
}

const cannotWrite: Fate = {
  to: 'failed',
  reason:
    'The program could not write this mail: its data and its text do not fit together. The log says more.',
  code: null,
  text: null,
};
