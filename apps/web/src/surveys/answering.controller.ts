import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { Areas, Links } from '#access';
import { Clock, CodedError, notFound } from '#platform';
import { Answering, type Fields, SURVEY_LINK, shownPages, type Visit } from '#surveys';
import { AllowLink, fieldErrors, page, type WebResponse } from '../shell/index.js';
import { checkModel, frameModel, nextPage, questionModel, type Words } from './question.model.js';

const VIEWS = 'surveys/views';

/** Answering by personal link. Opening a page changes nothing; each page is saved as it is sent. */
@Controller('s')
export class AnsweringController {
  constructor(
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly areas: Areas,
    private readonly answering: Answering,
  ) {}

  @Get(':token')
  @AllowLink(SURVEY_LINK, 'survey_wave', 'see')
  async start(@Param('token') token: string, @Res() res: WebResponse) {
    const visit = await this.visit(token, res);
    if (!visit) return;
    const view = visit.state === 'answered' ? 'thanks' : 'start';
    page(res, `${VIEWS}/${view}.njk`, { ...(await this.frame(visit, token)), next: nextPage(visit) });
  }

  @Get(':token/saved')
  @AllowLink(SURVEY_LINK, 'survey_wave', 'see')
  async saved(@Param('token') token: string, @Res() res: WebResponse) {
    const visit = await this.open(token, res);
    if (visit)
      page(res, `${VIEWS}/saved.njk`, { ...(await this.frame(visit, token)), next: nextPage(visit) });
  }

  @Get(':token/check')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'see')
  async check(@Param('token') token: string, @Res() res: WebResponse) {
    const visit = await this.open(token, res);
    if (visit) page(res, `${VIEWS}/check.njk`, { ...(await this.frame(visit, token)), ...checkModel(visit) });
  }

  @Post(':token/check')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'create')
  async submit(@Param('token') token: string, @Res() res: WebResponse) {
    const visit = await this.open(token, res);
    if (!visit) return;
    try {
      await this.answering.submit(visit.areaId, visit.invitationId);
      res.redirect(303, `/s/${token}`);
    } catch (error) {
      if (await this.passed(error, token, res)) return;
      page(
        res,
        `${VIEWS}/check.njk`,
        { ...(await this.frame(visit, token)), ...checkModel(visit), errors: fieldErrors(error) },
        422,
      );
    }
  }

  @Get(':token/q/:page')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'see')
  async question(
    @Param('token') token: string,
    @Param('page') pageId: string,
    @Query('from') from: unknown,
    @Res() res: WebResponse,
  ) {
    const visit = await this.open(token, res);
    if (visit) await this.ask(visit, token, pageId, from === 'check', res);
  }

  @Post(':token/q/:page')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'change')
  async save(
    @Param('token') token: string,
    @Param('page') pageId: string,
    @Query('from') from: unknown,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    const visit = await this.open(token, res);
    if (!visit) return;
    const fields = textFields(body);
    const leaving = fields['back'] !== undefined || fields['later'] !== undefined;
    try {
      const input = await this.answering.save(visit.areaId, visit.invitationId, pageId, fields, leaving);
      if (!leaving && Object.keys(input.problems).length)
        return await this.ask(visit, token, pageId, from === 'check', res, {
          fields,
          errors: input.problems,
        });
    } catch (error) {
      if (await this.passed(error, token, res)) return;
      throw error;
    }
    if (fields['later'] !== undefined) return res.redirect(303, `/s/${token}/saved`);
    if (from === 'check') return res.redirect(303, `/s/${token}/check`);
    const { answers, instrument } = await this.answering.see(visit.areaId, visit.invitationId);
    const pages = shownPages(instrument, answers);
    const at = pages.findIndex((one) => one.id === pageId);
    if (fields['back'] !== undefined)
      return res.redirect(303, `/s/${token}${at > 0 ? `/q/${pages[at - 1]!.id}` : ''}`);
    const next = pages[at + 1];
    res.redirect(303, next ? `/s/${token}/q/${next.id}` : `/s/${token}/check`);
  }

  private async ask(
    visit: Visit,
    token: string,
    pageId: string,
    fromCheck: boolean,
    res: WebResponse,
    typed?: { fields: Fields; errors: Words },
  ) {
    const model = questionModel(visit, pageId, typed);
    // A page hidden by another answer since: on to where the person was.
    if (!model) return res.redirect(303, `/s/${token}/check`);
    const frame = await this.frame(visit, token);
    page(res, `${VIEWS}/question.njk`, { ...frame, ...model, fromCheck }, typed ? 422 : 200);
  }

  /** The visit; undefined when the answer has been sent, in which case the browser is at the page that thanks. */
  private async open(token: string, res: WebResponse): Promise<Visit | undefined> {
    const visit = await this.visit(token, res);
    if (visit?.state !== 'answered') return visit;
    res.redirect(303, `/s/${token}`);
    return undefined;
  }

  /** What the link opens; undefined when it has ended, in which case a page has said so. Throws not-found. */
  private async visit(token: string, res: WebResponse): Promise<Visit | undefined> {
    try {
      const link = await this.links.find(SURVEY_LINK, token);
      const visit = await this.answering.see(link.areaId, link.subjectId);
      if (visit.timing !== 'over' || visit.state === 'answered') return visit;
      page(res, `${VIEWS}/ended.njk`, await this.frame(visit, token), 410);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'access.link-ended') throw error;
      page(res, `${VIEWS}/ended.njk`, { link: true, answered: await this.hadAnswered(token) }, 410);
    }
    return undefined;
  }

  /** Whether whoever had a link that has run out sent their answers by it. */
  private async hadAnswered(token: string): Promise<boolean> {
    const link = await this.links.look(SURVEY_LINK, token);
    if (!link?.expiresAt || link.expiresAt > this.clock.now()) return false;
    return (await this.answering.see(link.areaId, link.subjectId)).state === 'answered';
  }

  /** Whether an error means that the time or the answer has passed meanwhile; then a page has said so. */
  private async passed(error: unknown, token: string, res: WebResponse): Promise<boolean> {
    if (!(error instanceof CodedError)) return false;
    if (error.code === 'surveys.already-answered') res.redirect(303, `/s/${token}`);
    else if (error.code === 'surveys.over') page(res, `${VIEWS}/ended.njk`, { link: true }, 410);
    else return false;
    return true;
  }

  private async frame(visit: Visit, token: string) {
    const area = await this.areas.byId(visit.areaId);
    if (!area) throw notFound();
    return { ...frameModel(visit), area, token };
  }
}

/** Only texts and lists of texts; anything else in a body is none of our fields. */
function textFields(body: unknown): Record<string, string | string[] | undefined> {
  const given = Object.entries((body ?? {}) as Record<string, unknown>);
  const isText = (value: unknown): value is string => typeof value === 'string';
  return Object.fromEntries(
    given.flatMap(([name, value]) =>
      isText(value) || (Array.isArray(value) && value.every(isText)) ? [[name, value]] : [],
    ),
  );
}
