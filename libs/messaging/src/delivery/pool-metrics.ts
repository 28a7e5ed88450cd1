import { Injectable } from '@nestjs/common';
import { SmtpPool } from '#mail-transport';
import { Metrics } from '#platform';

/** How busy a worker's connections to the mail server are. */
@Injectable()
export class PoolMetrics {
  constructor(metrics: Metrics, pool: SmtpPool) {
    const mails = metrics.gauge('crm_mail_pool', 'Mails at the connections of this process.', ['stage']);
    metrics.refresh(() => {
      mails.set({ stage: 'busy' }, pool.busy);
      mails.set({ stage: 'waiting' }, pool.waiting);
    });
  }
}
