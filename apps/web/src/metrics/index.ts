/** metrics: what a Prometheus may ask of the web process. */
export { MetricsWebModule } from './metrics.module.js';
