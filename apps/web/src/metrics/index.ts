/** metrics: what a Prometheus may ask of the web process. */
import { MetricsController } from './metrics.controller.js';

export const controllers = [MetricsController];
