import { Module } from '@nestjs/common';
import { EmployersModule } from '#employers';
import { SignatoriesModule } from '#signatories';
import { EmployersWebModule, RecordParts } from '../employers/index.js';
import { ExportsWebModule } from '../exports/index.js';
import { ShellModule } from '../shell/index.js';
import { CharterController } from './charter.controller.js';
import { CharterPart } from './charter.part.js';
import { ChartersApiController } from './charters.api.controller.js';
import { EmployerCharterController } from './employer-charter.controller.js';
import { SignatoriesExportPage } from './export.page.js';
import { RegisterController } from './register.controller.js';

/** charter: the pages of signing and reviewing, the public register, and their API. */
@Module({
  imports: [ShellModule, EmployersModule, SignatoriesModule, EmployersWebModule, ExportsWebModule],
  controllers: [
    CharterController,
    EmployerCharterController,
    RegisterController,
    ChartersApiController,
    SignatoriesExportPage,
  ],
  providers: [CharterPart],
})
export class CharterWebModule {
  constructor(parts: RecordParts, charter: CharterPart) {
    parts.add(charter);
  }
}
