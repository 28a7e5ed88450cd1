import { Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { DocumentsModule, Exports } from '#documents';
import { RecordStandings, ShellModule } from '../shell/index.js';
import { ExportsController } from './exports.controller.js';

/** exports: lists that staff take out. The page that asks for one is made here and stands among the pages of its list. */
@Module({
  imports: [ShellModule, AccessModule, DocumentsModule],
  controllers: [ExportsController],
  // For the pages of `exportPage`, wherever they stand.
  exports: [DocumentsModule],
})
export class ExportsWebModule {
  constructor(standings: RecordStandings, exports: Exports) {
    standings.add('export', async (tx, id) => {
      const { areaId, byUserId } = await exports.get(tx, id);
      return { areaId, of: [byUserId] };
    });
  }
}
