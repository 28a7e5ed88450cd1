import { Controller, Get, Query, Render } from '@nestjs/common';
import { z } from 'zod';
import { count } from '#platform';
import { searchText } from '#search';
import { Allow, CurrentUser, menuFor, type Principal } from '../shell/index.js';
import { FindModel } from './find.model.js';

/** Results of a kind on the page, and under the box. */
const ON_PAGE = 20;
const UNDER_BOX = 4;

const asked = z.object({ q: z.string().trim().catch('') });

/** Staff: one box for employers, people, sessions, surveys and emails. */
@Controller('find')
export class FindController {
  constructor(private readonly model: FindModel) {}

  @Get()
  @Allow('employer', 'list')
  @Render('find/views/find.njk')
  async find(@CurrentUser() who: Principal, @Query() query: unknown) {
    const { q: typed } = asked.parse(query);
    const q = searchText(typed);
    return { q, cut: q !== typed, ...(await this.model.look(who, q, ON_PAGE)), ...mayDo(who) };
  }

  /** The same in a few lines, for the script of the box: a part of a page. */
  @Get('quick')
  @Allow('employer', 'list')
  @Render('find/views/quick.njk')
  async quick(@CurrentUser() who: Principal, @Query() query: unknown) {
    const q = searchText(asked.parse(query).q);
    const begins = q.toLowerCase();
    const pages = q ? menuFor(who).filter(({ text }) => text.toLowerCase().startsWith(begins)) : [];
    const found = await this.model.look(who, q, UNDER_BOX);
    const n = found.groups.reduce((sum, { lines }) => sum + lines.length, pages.length);
    const said = n
      ? `${count(n, 'result', 'results')}${found.sure ? '' : ', written much like it'}`
      : 'Nothing found';
    return { q, pages, said: q ? said : '', ...found, ...mayDo(who) };
  }
}

/** What can be done with an employer that was found, or with a name that was not. */
const mayDo = (who: Principal) => ({
  mayAdd: who.may('employer', 'create'),
  mayLog: who.may('activity_own', 'create'),
  shared: who.fieldSet !== undefined,
});
