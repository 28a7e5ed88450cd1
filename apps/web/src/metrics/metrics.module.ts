import { Module } from '@nestjs/common';
import { ShellModule } from '../shell/index.js';
import { MetricsController } from './metrics.controller.js';

/** metrics: what a Prometheus may ask of the web process. */
@Module({
  imports: [ShellModule],
  controllers: [MetricsController],
})
export class MetricsWebModule {}
