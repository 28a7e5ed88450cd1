import './signatories.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentsModule, ExportSources } from '#documents';
import { EmployersModule } from '#employers';
import { Clock, londonDay } from '#platform';
import { Charter } from './charter.entity.js';
import { signatoriesExport } from './charter.export.js';
import { Charters } from './charter.service.js';
import { DueReviews } from './due-reviews.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Charter]), DocumentsModule, EmployersModule],
  providers: [Charters, DueReviews],
  exports: [Charters, DueReviews],
})
export class SignatoriesModule {
  constructor(exports: ExportSources, charters: Charters, clock: Clock) {
    exports.add(signatoriesExport(charters, () => londonDay(clock.now())));
  }
}
