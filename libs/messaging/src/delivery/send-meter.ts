import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform';

/** Seconds; a mail server that greets slowly or tarpits is told from one that is quick. */
const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** What one worker process does: handing over, sweeping. Prometheus adds up the workers. */
@Injectable()
export class SendMeter {
  private readonly attempts;
  private readonly seconds;
  private sweptAt: number | undefined;

  constructor(metrics: Metrics) {
    this.attempts = metrics.counter(
      'crm_mail_attempts_total',
      'Mails this process tried to hand over, by what came of it.',
      ['outcome'],
    );
    this.seconds = metrics.histogram(
      'crm_mail_hand_over_seconds',
      'From taking a mail in hand to the answer of the mail server.',
      ['outcome'],
      BUCKETS,
    );
    const age = metrics.gauge(
      'crm_mail_sweep_age_seconds',
      'Since this process last looked for what is due; absent while it never did.',
    );
    metrics.refresh(() => {
      if (this.sweptAt === undefined) age.reset();
      else age.set((performance.now() - this.sweptAt) / 1000);
    });
  }

  /** A mail was handed over, or not: `ms` since it was taken in hand. */
  handedOver(outcome: string, ms: number): void {
    this.attempts.inc({ outcome });
    this.seconds.observe({ outcome }, ms / 1000);
  }

  swept(): void {
    this.sweptAt = performance.now();
  }
}
