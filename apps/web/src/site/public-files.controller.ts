import { Controller, Get, Header, Render, StreamableFile } from '@nestjs/common';
import { projectFile } from '#platform';
import { AllowAnyone } from '../shell/index.js';
import { sourceArchive } from './source.archive.js';

/**
 * Public pages may be found by search engines. Pages behind a personal link are not named here: who may not come in does
 * not see that they say noindex, and would list a bare address found elsewhere.
 */
const ROBOTS = `User-agent: *
Disallow: /api
Disallow: /sign-in
Disallow: /source.tar.gz
`;

/** What programs ask every web site for, and the source of this one, which its licence promises. */
@Controller()
export class PublicFilesController {
  private archive: Promise<Buffer> | undefined;
  private readonly pack = sourceArchive;

  @Get('favicon.ico')
  @AllowAnyone('browsers ask for it by themselves')
  @Header('Content-Type', 'image/svg+xml')
  @Header('Cache-Control', 'public, max-age=86400')
  icon(): string {
    return projectFile('apps/web/public/images/mark.svg');
  }

  @Get('robots.txt')
  @AllowAnyone('for search engines')
  @Header('Content-Type', 'text/plain')
  @Header('Cache-Control', 'public, max-age=86400')
  robots(): string {
    return ROBOTS;
  }

  @Get('source')
  @AllowAnyone('the licence offers the source to everybody who uses the program')
  @Render('site/views/source.njk')
  source() {
    return {};
  }

  /** Made once: the files do not change while the program runs. One that could not be made is tried again. */
  @Get('source.tar.gz')
  @AllowAnyone('the licence offers the source to everybody who uses the program')
  async download(): Promise<StreamableFile> {
    this.archive ??= this.pack().catch((error: unknown) => {
      this.archive = undefined;
      throw error;
    });
    return new StreamableFile(await this.archive, {
      type: 'application/gzip',
      disposition: 'attachment; filename="mindful-employer-crm.tar.gz"',
    });
  }
}
