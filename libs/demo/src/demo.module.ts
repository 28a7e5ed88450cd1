import { Module } from '@nestjs/common';
import { SampleArea } from './sample-area.service.js';

@Module({ providers: [SampleArea], exports: [SampleArea] })
export class DemoModule {}
