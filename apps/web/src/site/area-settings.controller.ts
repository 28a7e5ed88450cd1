import { Body, Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import {
  type AreaSettingChanges,
  AreaSettingsService,
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
  Form,
  FormOf,
  MB,
  type Principal,
  Typed,
  UploadedFile,
  type WebRequest,
} from '../shell/index.js';
import { AreaElsewhere } from './area-elsewhere.service.js';
import { BASIS_WORDS, isNeeded, LINES, SECTIONS, SETTING_FORMS } from './area-settings.form.js';

const HERE = '/settings/area';

/** What the chosen area says about itself: one line a setting, one open at a time. */
@Controller('settings/area')
export class AreaSettingsController {
  constructor(
    private readonly areaSettings: AreaSettingsService,
    private readonly elsewhere: AreaElsewhere,
    private readonly db: Database,
  ) {}

  /** `key`: of the line whose form was refused. Only the logo is sent to an address without one. */
  @Get()
  @Allow('setting', 'see')
  @Render('site/views/area-settings.njk')
  async show(
    @CurrentUser() who: Principal,
    @Query('change') asked: unknown,
    @Param('key') key?: string,
    @Typed() typed?: object,
  ) {
    const open = key ?? (typed ? 'logo' : asked);
    const { area } = who;
    if (!area) throw notFound();
    const values = areaSettings(area);
    const [last, may] = [
      await this.db.read([area.id], (tx) => this.areaSettings.lastChanges(tx, area.id)),
      mayChange(who),
    ];
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
      elsewhere: await this.elsewhere.of(who),
      values,
      may,
      missing: missingLines(area),
      logo: values.logo,
      noticeDate: values.noticeDate,
      basisWords: BASIS_WORDS,
      titles: Object.fromEntries(LINES.map((line) => [line.key, line.title])),
    };
  }

  @Post('logo')
  // More than a logo may have: the page says what is wrong with it.
  @BodyLimits({ file: 5 * MB })
  @Allow('setting', 'change')
  @FormOf('show')
  @Redirect(`${HERE}?done=logo#logo`, 303)
  async changeLogo(
    @CurrentUser() who: Principal,
    @UploadedFile() file: FileUpload | undefined,
    @Body('away') away: unknown,
  ): Promise<void> {
    onlyAdministrators(who);
    const logo = away === 'yes' ? null : (file?.buffer ?? Buffer.alloc(0));
    await this.db.write([who.areaId], (tx) => this.areaSettings.changeLogo(tx, who.areaId, logo, who.actor));
  }

  @Post(':key')
  @Allow('setting', 'change')
  @FormOf('show')
  @Redirect('', 303)
  async change(
    @CurrentUser() who: Principal,
    @Param('key') key: string,
    @Form(settingForm) changes: AreaSettingChanges,
  ) {
    await this.db.write([], (tx) => this.areaSettings.change(tx, who.areaId, changes, who.actor));
    return { url: `${HERE}?done=${key}#${key}` };
  }
}

/** The lines the privacy notice waits for. */
const missingLines = (area: Pick<AreaView, 'name' | 'settings'>) => {
  const missing = missingSettings(area);
  return LINES.filter((line) => line.fields.some((field) => missing.includes(field.name)));
};

/** The matrix lets coordinators change how the work goes (`setting.work`), not who the network is. */
const mayChange = (who: Principal): boolean => who.may('setting', 'change') && who.fieldSet === undefined;

/** The check of the line that was sent, once it is known that the caller may change it. */
function settingForm({ who, params }: WebRequest) {
  const key = String(params['key']);
  if (!Object.hasOwn(SETTING_FORMS, key)) throw notFound();
  onlyAdministrators(who!);
  return SETTING_FORMS[key]!;
}

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
