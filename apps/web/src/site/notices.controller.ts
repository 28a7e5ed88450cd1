import { Controller, Get, Header, Param, Render, StreamableFile } from '@nestjs/common';
import {
  AreaSettingsService,
  Areas,
  type AreaView,
  areaSettings,
  missingSettings,
  RetentionPeriods,
} from '#access';
import { Database, notFound } from '#platform';
import { AllowAnyone, areaWords } from '../shell/index.js';
import { keptForGood, noticeRow } from './retention.model.js';

/** Day on which the statement was last gone through. */
const STATEMENT_DATE = '2026-11-29';

/** The two statements every public page links to: of a network, and, where there are several, the way to each. */
@Controller()
export class NoticesController {
  constructor(
    private readonly areas: Areas,
    private readonly areaSettings: AreaSettingsService,
    private readonly db: Database,
    private readonly periods: RetentionPeriods,
  ) {}

  @Get('accessibility')
  @AllowAnyone('a statement for everybody')
  @Render('site/views/accessibility.njk')
  async accessibility() {
    return this.statement(await this.areas.list());
  }

  @Get('network/:area/accessibility')
  @AllowAnyone('a statement for everybody')
  @Render('site/views/accessibility.njk')
  async accessibilityOf(@Param('area') slug: string) {
    return this.statement([await this.area(slug)]);
  }

  @Get('privacy')
  @AllowAnyone('a notice for everybody')
  @Render('site/views/privacy.njk')
  async privacy() {
    return this.notice(await this.areas.list());
  }

  @Get('network/:area/privacy')
  @AllowAnyone('a notice for everybody')
  @Render('site/views/privacy.njk')
  async privacyOf(@Param('area') slug: string) {
    return this.notice([await this.area(slug)]);
  }

  /** The address names the picture's digest, so that a browser may keep it for good. */
  @Get('network/:area/logo.png')
  @AllowAnyone('stands on public pages and in emails')
  @Header('Cache-Control', 'public, max-age=31536000, immutable')
  async logo(@Param('area') slug: string): Promise<StreamableFile> {
    const area = await this.area(slug);
    const png = await this.db.read([area.id], (tx) => this.areaSettings.logo(tx, area.id));
    if (!png) throw notFound();
    return new StreamableFile(png, { type: 'image/png' });
  }

  private async area(slug: string): Promise<AreaView> {
    const area = await this.areas.bySlug(slug);
    if (!area) throw notFound();
    return area;
  }

  private statement(areas: AreaView[]): object {
    return { ...frame(areas), statementDate: STATEMENT_DATE };
  }

  private async notice(areas: AreaView[]): Promise<object> {
    const { area, networks } = frame(areas);
    const about = area && areaSettings(area);
    const kept = area
      ? await this.db.read([], async (tx) => [
          ...(await this.periods.of(tx, area.id)),
          ...(await this.periods.of(tx, null)),
        ])
      : [];
    return {
      area,
      networks,
      about,
      words: area && areaWords(area),
      complete: area && !missingSettings(area).length,
      keeping: about?.keeping?.split(/\n+/) ?? [],
      kept: kept.map(noticeRow),
      keptForGood: keptForGood(),
    };
  }
}

/** One area: its own statement; several: the way to each. `area` stands above what the guard knows of a signed-in person. */
const frame = (areas: AreaView[]) => ({
  area: areas.length === 1 ? areas[0] : null,
  networks: areas.map(({ slug, ...area }) => ({ slug, network: areaWords({ ...area }).network })),
});
