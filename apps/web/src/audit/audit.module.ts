import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { ShellModule } from '../shell/index.js';
import { AuditController } from './audit.controller.js';
import { TrailController } from './trail.controller.js';

/** audit: one's own entries, those of an area, and who saw whom. */
@Module({
  imports: [ShellModule, AccessModule],
  controllers: [TrailController, AuditController],
})
export class AuditWebModule {}
