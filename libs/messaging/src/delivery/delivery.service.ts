import { Inject, Injectable, OnModuleDestroy } from '@nestjs/common';
import { offersUnsubscribe, UnsubscribeLinks } from '#contact-policy';
import { type CompiledTemplate, CompiledTemplates, PersonalLinks } from '#mail-templates';
import {
  bounceAddress,
  type DeliveryResult,
  Dkim,
  deliveryResult,
  SmtpPool,
  writeMimeMessage,
} from '#mail-transport';
import { Database, errorForLog, LOG, type Log, oneLine, Queues, Settings } from '#platform';
import { sendJobs } from '../outbox/send-job.js';
import { AttemptLog } from './attempt-log.js';
import type { ClaimedMail } from './claim.repository.js';
import { type ClaimResult, ClaimService } from './claim.service.js';
import { HostSemaphore } from './host-semaphore.js';
import { Leases } from './leases.js';
import { SendMeter } from './send-meter.js';
import { SettlementService } from './settlement.service.js';

/** Mails written at a time for each connection: it need not wait for the next one, and few lie in memory. */
const WRITTEN = 6;
/** Of these for one host, so that those a slow one does not take leave room for others. */
const WRITTEN_A_HOST = 2;

/** Sends: claim, write, hand over, settle. A batch may be asked for twice; each mail goes once. */
@Injectable()
export class DeliveryService implements OnModuleDestroy {
  private stopping = false;
  private readonly ready: HostSemaphore;

  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly queues: Queues,
    private readonly templatesReady: CompiledTemplates,
    private readonly unsubscribeLinks: UnsubscribeLinks,
    private readonly personal: PersonalLinks,
    private readonly claims: ClaimService,
    private readonly leases: Leases,
    private readonly attempts: AttemptLog,
    private readonly settlements: SettlementService,
    private readonly pool: SmtpPool,
    private readonly dkim: Dkim,
    private readonly meter: SendMeter,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.ready = new HostSemaphore(
      settings.mailConnections * WRITTEN,
      settings.mailConnections * WRITTEN_A_HOST,
    );
  }

  /** Sends those of an area's messages that are due and nobody else has in hand. Answers how many it took. */
  async send(areaId: string, ids: readonly string[]): Promise<number> {
    if (this.stopping) return 0;
    const lease = await this.leases.acquire();
    let settled = false;
    try {
      const { mails, later } = await this.claim(areaId, ids, lease);
      const ends = await Promise.all([
        ...mails.map(({ mail, template }) => this.sendOne(mail, template)),
        later && this.requeueThrottled(later),
      ]);
      settled = ends.every((end) => end !== false);
      return mails.length;
    } finally {
      await this.leases.release(lease, settled);
    }
  }

  private claim(areaId: string, ids: readonly string[], lease: string): Promise<ClaimResult> {
    return this.db
      .write([areaId], (tx) => this.claims.take(tx, areaId, ids, lease))
      .catch((error: unknown) => {
        // A database that was put back may not know the editions this process remembers.
        this.templatesReady.forget();
        throw error;
      });
  }

  /** From now on nothing more is begun; what is claimed and not begun goes back. */
  stop(): void {
    this.stopping = true;
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** What is due but over the rate is asked for again as soon as the rate allows; where that fails, by the next sweep. */
  private async requeueThrottled({ mails, at }: NonNullable<ClaimResult['later']>): Promise<void> {
    const delayMs = Math.max(0, at.getTime() - Date.now());
    try {
      for (const { job, data } of sendJobs(mails)) await this.queues.add(job, [{ data, delayMs }]);
    } catch (error) {
      this.log.warn({ err: errorForLog(error) }, 'mail over the rate not queued');
    }
  }

  /** Answers whether the mail's end was written down; otherwise its lease has to end. */
  private async sendOne(mail: ClaimedMail, template: CompiledTemplate): Promise<boolean> {
    const host = hostOf(mail.address);
    await this.ready.acquire(host, mail.purpose === 'service');
    const begun = performance.now();
    let result: DeliveryResult;
    try {
      result = await this.handOver(mail, template);
    } finally {
      this.ready.release(host);
    }
    try {
      this.meter.handedOver(result.to, performance.now() - begun);
      await this.settlements.end(mail, result);
      return true;
    } catch (error) {
      this.log.error({ messageId: mail.id, err: errorForLog(error) }, 'mail not settled');
      return false;
    }
  }

  private async handOver(mail: ClaimedMail, template: CompiledTemplate): Promise<DeliveryResult> {
    if (this.stopping) return deliveryResult({ kind: 'stopped' });
    let raw: Buffer[];
    try {
      raw = await this.write(mail, template);
    } catch (error) {
      this.log.error({ messageId: mail.id, err: errorForLog(error) }, 'mail not written');
      return cannotWrite;
    }
    // A mail that a second connection takes over has its leave already.
    let leave: Promise<boolean> | undefined;
    const result = await this.pool.send({
      from: bounceAddress(this.settings.mailFrom, mail.verpToken),
      to: mail.address,
      host: hostOf(mail.address),
      urgent: mail.purpose === 'service',
      raw,
      mayLeave: () => (leave ??= this.mayLeave(mail)),
    });
    return deliveryResult(result);
  }

  private async mayLeave(mail: ClaimedMail): Promise<boolean> {
    return !this.stopping && (await this.attempts.markSending(mail));
  }

  private write(mail: ClaimedMail, template: CompiledTemplate): Promise<Buffer[]> {
    const data = template.mail.schema.parse(this.personal.open(mail.data));
    const leaveLink = offersUnsubscribe(mail) ? this.unsubscribeLinks.of(mail.areaId, mail.id) : undefined;
    return writeMimeMessage(
      {
        html: template.html,
        plain: template.plain,
        files: template.files,
        words: this.templatesReady.words(template, data, {
          name: mail.recipientName,
          subject: mail.subject,
          leaveLink,
        }),
        from: { name: oneLine(template.area.network), address: this.settings.mailFrom },
        replyTo: template.area.replyTo,
        to: { name: mail.recipientName, address: mail.address },
        subject: mail.subject,
        messageId: mail.messageId,
        date: mail.datedAt,
        calendar: template.mail.calendar?.(data),
        leaveLink,
      },
      (head, body) => this.dkim.sign(head, body),
    );
  }
}

const hostOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const cannotWrite: DeliveryResult = {
  to: 'failed',
  reason:
    'The program could not write this email: what it is about and its template do not fit together. Ask your IT contact: the log says more.',
  code: null,
  text: null,
};
