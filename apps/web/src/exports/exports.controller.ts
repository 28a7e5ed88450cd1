import {
  Controller,
  Get,
  Param,
  Post,
  Query,
  Redirect,
  Render,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { Exports } from '#documents';
import { Clock, Database } from '#platform';
import {
  Allow,
  Audited,
  CurrentUser,
  FormOf,
  FreshSignIn,
  type Look,
  listAddress,
  onlyOf,
  type Principal,
  pagerOf,
  personOf,
  SeeOther,
  Shown,
  type WebRequest,
  type WebResponse,
} from '../shell/index.js';
import { exportsFilter, exportsQuery } from './export.form.js';
import { runRow } from './export.model.js';
import { rightsIn } from './export-page.js';

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;

/** Staff: the lists they have taken out. */
@Controller('exports')
export class ExportsController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly exports: Exports,
    private readonly fresh: FreshSignIn,
  ) {}

  /** One's own; administrators see besides what everybody took out, and cannot fetch it. */
  @Get()
  @Allow('export', 'list')
  @Render('exports/views/list.njk')
  async list(
    @CurrentUser() who: Principal,
    @Query() asked: unknown,
    @Res({ passthrough: true }) res: WebResponse,
  ) {
    const query = exportsQuery.parse(asked);
    const seesAll = onlyOf(who) === undefined;
    const all = seesAll && query.whose === 'all';
    const found = await this.db.read([who.areaId], (tx) =>
      this.exports.list(tx, who.areaId, all ? undefined : personOf(who).userId, query),
    );
    const now = this.clock.now();
    const runs = found.rows.map((run) => runRow(run, this.exports.sourceOf(run), now));
    // The header, not an element of the page: a reader can turn it off, and the page is the same without it.
    if (!all && runs.some(({ state }) => state === 'making')) res.setHeader('Refresh', '3');
    return {
      runs,
      all,
      seesAll,
      mayDelete: who.may('export', 'delete'),
      pages: pagerOf(found, (to) =>
        listAddress('/exports', exportsFilter, { whose: all ? 'all' : 'mine' }, to),
      ),
    };
  }

  /** The file, to whoever asked for it, by what they may take out at this moment. */
  @Get(':exportId/file')
  @Allow('export', 'see', { subject: 'exportId' })
  @Audited({ when: 'each' })
  async file(
    @CurrentUser() who: Principal,
    @Param('exportId') id: string,
    @Req() req: WebRequest,
    @Res({ passthrough: true }) res: WebResponse,
    @Shown() shown: (look: Look) => void,
  ) {
    const run = await this.db.read(who.areas, (tx) => this.exports.get(tx, id));
    const source = this.exports.sourceOf(run);
    const rights = rightsIn(who, run.areaId);
    if (source && rights(source.resource)?.conditions.includes('fresh'))
      await this.fresh.demand(req, res, who).catch((error: unknown) => {
        // Back to the list: a file alone leaves a browser on the page before it.
        throw error instanceof SeeOther
          ? new SeeOther('/sign-in/confirm?next=%2Fexports%3Fdone%3Dconfirmed')
          : error;
      });
    const { name, content } = await this.exports.handOut(run, rights);
    shown({ areaId: run.areaId, count: run.done });
    return new StreamableFile(content, {
      type: TYPES[run.format],
      disposition: `attachment; filename="${name}"`,
      length: Number(run.bytes),
    });
  }

  @Post(':exportId/again')
  @Allow('export', 'create', { subject: 'exportId' })
  @FormOf('list')
  @Redirect('', 303)
  async again(@CurrentUser() who: Principal, @Param('exportId') id: string) {
    await this.db.write(who.areas, async (tx) => this.exports.again(tx, await this.exports.get(tx, id)));
    return { url: '/exports?done=again' };
  }

  @Post(':exportId/delete')
  @Allow('export', 'delete', { subject: 'exportId' })
  @FormOf('list')
  @Redirect('', 303)
  async remove(@CurrentUser() who: Principal, @Param('exportId') id: string) {
    await this.db.write(who.areas, async (tx) => {
      const run = await this.exports.get(tx, id);
      await this.exports.remove(tx, run, who.actor);
    });
    return { url: '/exports?done=deleted' };
  }
}
