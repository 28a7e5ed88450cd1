import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import {
  type AreaSettingChanges,
  AreaSettingsService,
  Areas,
  type AreaView,
  areaSettings,
  missingSettings,
} from '#access';
import { CodedError, Database, notFound } from '#platform';
import {
  Allow,
  BodyLimits,
  CurrentUser,
  type FileUpload,
  MB,
  type Principal,
  page,
  readForm,
  refusal,
  UploadedFile,
  type WebResponse,
} from '../shell/index.js';
import { BASIS_WORDS, isNeeded, LINES, SECTIONS, SETTING_FORMS } from './area-settings.form.js';

const VIEW = 'site/views/area-settings.njk';
const HERE = '/settings/area';

/** What the chosen area says about itself: one line a setting, one open at a time. */
@Controller('settings/area')
export class AreaSettingsController {
  constructor(
    private readonly areas: Areas,
    private readonly book: AreaSettingsService,
    private readonly db: Database,
  ) {}

  @Get()
  @Allow('setting', 'see')
  async show(
    @CurrentUser() who: Principal,
    @Query('change') open: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    page(res, VIEW, await this.model(who, typeof open === 'string' ? open : undefined));
  }

  @Post('logo')
  // More than a logo may have: the page says what is wrong with it.
  @BodyLimits({ file: 5 * MB })
  @Allow('setting', 'change')
  async changeLogo(
    @CurrentUser() who: Principal,
    @UploadedFile() file: FileUpload | undefined,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    onlyAdministrators(who);
    const away = (body as Record<string, unknown> | undefined)?.['away'] === 'yes';
    try {
      await this.db.write([who.areaId], (tx) =>
        this.book.changeLogo(tx, who.areaId, away ? null : (file?.buffer ?? Buffer.alloc(0)), who.actor),
      );
    } catch (error) {
      const { errors, status } = refusal(res, error);
      page(res, VIEW, { ...(await this.model(who, 'logo')), errors }, status);
      return;
    }
    res.redirect(303, `${HERE}?done=logo#logo`);
  }

  @Post(':key')
  @Allow('setting', 'change')
  async change(
    @CurrentUser() who: Principal,
    @Param('key') key: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const schema = Object.hasOwn(SETTING_FORMS, key) ? SETTING_FORMS[key] : undefined;
    if (!schema) throw notFound();
    onlyAdministrators(who);
    const form = readForm(schema, body);
    if (!form.ok) {
      page(res, VIEW, { ...(await this.model(who, key)), errors: form.errors, values: form.values }, 422);
      return;
    }
    await this.db.write([], (tx) =>
      this.book.change(tx, who.areaId, form.data as AreaSettingChanges, who.actor),
    );
    res.redirect(303, `${HERE}?done=${key}#${key}`);
  }

  private async model(who: Principal, open: string | undefined): Promise<object> {
    const area = await this.areas.byId(who.areaId);
    if (!area) throw notFound();
    const values = areaSettings(area);
    const [last, may] = [await this.db.read([], (tx) => this.book.lastChanges(tx, area.id)), mayChange(who)];
    const sections = SECTIONS.map((section) => {
      const changes = section.lines
        .flatMap((line) => line.fields.map((field) => last.get(field.name)))
        .filter((change) => change !== undefined)
        .sort((a, b) => b.at.getTime() - a.at.getTime());
      return {
        ...section,
        changed: changes[0],
        lines: section.lines.map((line) => ({
          ...line,
          needed: isNeeded(line),
          shown: line.fields.map((field) => shown(values, field.name)).filter(Boolean),
          open: may && line.key === open,
        })),
      };
    });
    return {
      sections,
      values,
      may,
      missing: missingLines(area),
      noticeDate: values.noticeDate,
      basisWords: BASIS_WORDS,
      titles: Object.fromEntries(LINES.map((line) => [line.key, line.title])),
    };
  }
}

/** The lines the privacy notice waits for. */
export const missingLines = (area: Pick<AreaView, 'name' | 'settings'>) => {
  const missing = missingSettings(area);
  return LINES.filter((line) => line.fields.some((field) => missing.includes(field.name)));
};

/** The matrix lets coordinators change how the work goes (`setting.work`), not who the network is. */
const mayChange = (who: Principal): boolean => who.may('setting', 'change') && who.fieldSet === undefined;

function onlyAdministrators(who: Principal): void {
  if (!mayChange(who))
    throw new CodedError(
      'forbidden',
      'access.not-granted',
      'An administrator of the area changes what it says about itself.',
    );
}

const shown = (
  values: ReturnType<typeof areaSettings>,
  name: keyof ReturnType<typeof areaSettings>,
): string => (name === 'basis' ? (values.basis ? BASIS_WORDS[values.basis].text : '') : (values[name] ?? ''));
