import { Controller, Get, Render, Res } from '@nestjs/common';
import { projectFile } from '#platform';
import { AllowAnyone, type WebResponse } from '../shell/index.js';
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
  icon(@Res() res: WebResponse): void {
    res
      .type('image/svg+xml')
      .setHeader('Cache-Control', 'public, max-age=86400')
      .end(projectFile('apps/web/public/images/mark.svg'));
  }

  @Get('robots.txt')
  @AllowAnyone('for search engines')
  robots(@Res() res: WebResponse): void {
    res.type('text/plain').setHeader('Cache-Control', 'public, max-age=86400').end(ROBOTS);
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
  async download(@Res() res: WebResponse): Promise<void> {
    this.archive ??= this.pack().catch((error: unknown) => {
      this.archive = undefined;
      throw error;
    });
    const body = await this.archive;
    res.setHeader('Content-Type', 'application/gzip');
    res.setHeader('Content-Disposition', 'attachment; filename="mindful-employer-crm.tar.gz"');
    res.end(body);
  }
}
