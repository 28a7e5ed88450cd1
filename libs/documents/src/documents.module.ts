import './documents.data.js';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#access';
import { ExportRun } from './exports/export-run.entity.js';
import { ExportSources } from './exports/export-source.js';
import { ExportWork } from './exports/export-work.service.js';
import { Exports } from './exports/exports.service.js';
import { FileStore } from './files/file-store.js';
import { FolderStore } from './files/folder-store.js';

const services = [ExportSources, Exports, ExportWork];

@Module({
  imports: [TypeOrmModule.forFeature([ExportRun]), AccessModule],
  providers: [...services, { provide: FileStore, useClass: FolderStore }],
  exports: services,
})
export class DocumentsModule {}
