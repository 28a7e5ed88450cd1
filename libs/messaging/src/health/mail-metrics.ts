import { Injectable } from '@nestjs/common';
import { Clock, Metrics, Queues } from '#platform';
import { states } from '../message/message.rules.js';
import { SEND_JOB, SEND_SERVICE_JOB, SWEEP_JOB } from '../outbox/send-job.js';
import { MailHealth } from './mail-health.service.js';

const QUEUES = [SEND_JOB, SEND_SERVICE_JOB, SWEEP_JOB];
/** Ends that say whether mail arrives, as against mail that was not to go. */
const HANDED = ['sent', 'bounced', 'failed', 'unknown'] as const;

/** How the installation's mail stands, from one statement at each asking: any process says the same. */
@Injectable()
export class MailMetrics {
  constructor(
    metrics: Metrics,
    private readonly health: MailHealth,
    private readonly queues: Queues,
    private readonly clock: Clock,
  ) {
    const messages = metrics.gauge('crm_mail_messages', 'Messages by state.', ['state']);
    const held = metrics.gauge('crm_mail_held', 'Held messages by what holds them.', ['hold']);
    const age = metrics.gauge(
      'crm_mail_queue_age_seconds',
      'How long the oldest due message has waited to be begun; 0 when nothing is due.',
    );
    const hour = metrics.gauge('crm_mail_ended_last_hour', 'Messages that ended in the last hour.', [
      'state',
    ]);
    const day = metrics.gauge('crm_mail_ended_last_day', 'Messages that ended in the last 24 hours.', [
      'state',
    ]);
    const bounces = metrics.gauge(
      'crm_mail_bounce_ratio_last_day',
      'Bounced among those handed over in the last 24 hours, 0 to 1; 0 when none was.',
    );
    const workers = metrics.gauge('crm_mail_workers', 'Worker processes alive.');
    metrics.refresh(async () => {
      const figures = await this.health.figures();
      for (const state of states) {
        messages.set({ state }, figures.byState[state]);
        hour.set({ state }, figures.lastHour[state]);
        day.set({ state }, figures.lastDay[state]);
      }
      held.reset();
      for (const { hold, n } of figures.byHold) held.set({ hold }, n);
      age.set(
        figures.oldestDue ? Math.max(0, this.clock.now().getTime() - figures.oldestDue.getTime()) / 1000 : 0,
      );
      const handed = HANDED.reduce((sum, state) => sum + figures.lastDay[state], 0);
      bounces.set(handed ? figures.lastDay.bounced / handed : 0);
      workers.set(figures.workers);
    });
    const waiting = metrics.gauge('crm_queue_jobs_waiting', 'Jobs that wait to be begun.', ['queue']);
    metrics.refresh(async () => {
      for (const queue of QUEUES) waiting.set({ queue: queue.name }, await this.queues.waiting(queue));
    });
  }
}
