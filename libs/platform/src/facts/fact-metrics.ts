import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { Metrics } from '../metrics.js';
import { factLag } from './fact.repository.js';
import { FactSubscribers } from './fact-subscribers.js';

/** How far facts and those who follow them have come: any process says the same. */
@Injectable()
export class FactMetrics {
  constructor(metrics: Metrics, db: Database, subscribers: FactSubscribers) {
    const unnumbered = metrics.gauge('crm_facts_unnumbered', 'Facts that have no position yet.');
    const behind = metrics.gauge(
      'crm_fact_subscriber_behind',
      'How many positions a subscriber of facts is behind; it grows while a fact cannot be followed.',
      ['subscriber'],
    );
    metrics.refresh(async () => {
      const lag = await db.read('all', factLag);
      unnumbered.set(lag.unnumbered);
      for (const { name } of subscribers.all)
        behind.set({ subscriber: name }, lag.last - (lag.cursors.get(name) ?? 0));
    });
  }
}
