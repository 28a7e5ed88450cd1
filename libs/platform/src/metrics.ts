import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { errorForLog, LOG, type Log } from './logging.js';

/**
 * What a process tells a Prometheus that asks. Labels are states, codes and names of queues; never an area, a person, an
 * address or an id of one.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly refreshers: (() => Promise<void> | void)[] = [];
  private readonly complete = this.gauge('crm_metrics_complete', '1 while all figures could be had, else 0.');

  constructor(@Inject(LOG) private readonly log: Log) {}

  /** A number that stands at something; set it in a refresher. */
  gauge<L extends string>(name: string, help: string, labelNames: L[] = []): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** A number of this process that only grows. */
  counter<L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** How long something took in this process; `buckets` in seconds. */
  histogram<L extends string>(name: string, help: string, labelNames: L[], buckets: number[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** Called before each answer, so that gauges say what is true then. */
  refresh(work: () => Promise<void> | void): void {
    this.refreshers.push(work);
  }

  /** What Prometheus reads. What cannot be had is left as it was, and `crm_metrics_complete` is 0. */
  async text(): Promise<{ type: string; body: string }> {
    const outcomes = await Promise.allSettled(this.refreshers.map(async (work) => work()));
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        this.log.warn({ err: errorForLog(outcome.reason) }, 'figures not had');
    this.complete.set(outcomes.every((outcome) => outcome.status === 'fulfilled') ? 1 : 0);
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }
}
