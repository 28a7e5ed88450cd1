import { Body, Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { Areas, Links } from '#access';
import { Clock, CodedError, notFound } from '#platform';
import { Answering, type Fields, SURVEY_LINK, shownPages, type Visit } from '#surveys';
import { AllowLink, FormOf, FormRefused, OtherPage, SeeOther, Typed } from '../shell/index.js';
import { checkModel, frameModel, nextPage, questionModel } from './question.model.js';

const ENDED = 'surveys/views/ended.njk';

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
  @Render('surveys/views/begin.njk')
  async start(@Param('token') token: string) {
    const visit = await this.visit(token);
    return {
      ...(await this.frame(visit, token)),
      thanked: visit.state === 'answered',
      next: nextPage(visit),
    };
  }

  @Get(':token/saved')
  @AllowLink(SURVEY_LINK, 'survey_wave', 'see')
  @Render('surveys/views/saved.njk')
  async saved(@Param('token') token: string) {
    const visit = await this.open(token);
    return { ...(await this.frame(visit, token)), next: nextPage(visit) };
  }

  @Get(':token/check')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'see')
  @Render('surveys/views/check.njk')
  async check(@Param('token') token: string) {
    const visit = await this.open(token);
    return { ...(await this.frame(visit, token)), ...checkModel(visit) };
  }

  @Post(':token/check')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'create')
  @FormOf('check')
  @Redirect('', 303)
  async submit(@Param('token') token: string) {
    const { areaId, invitationId } = await this.open(token);
    await unlessOver(this.answering.submit(areaId, invitationId));
    return { url: `/s/${token}` };
  }

  @Get(':token/q/:page')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'see')
  @Render('surveys/views/question.njk')
  async question(
    @Param('token') token: string,
    @Param('page') pageId: string,
    @Query('from') from: unknown,
    @Typed() typed?: Fields,
  ) {
    const visit = await this.open(token);
    const model = questionModel(visit, pageId, typed);
    // A page hidden by another answer since: on to where the person was.
    if (!model) throw new SeeOther(`/s/${token}/check`);
    return { ...(await this.frame(visit, token)), ...model, fromCheck: from === 'check' };
  }

  @Post(':token/q/:page')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'change')
  @FormOf('question', { typed: textFields })
  @Redirect('', 303)
  async save(
    @Param('token') token: string,
    @Param('page') pageId: string,
    @Query('from') from: unknown,
    @Body() body: unknown,
  ) {
    const { areaId, invitationId } = await this.open(token);
    const fields = textFields(body);
    const [back, later] = [fields['back'] !== undefined, fields['later'] !== undefined];
    const leaving = back || later;
    const { problems } = await unlessOver(this.answering.save(areaId, invitationId, pageId, fields, leaving));
    if (!leaving && Object.keys(problems).length) throw new FormRefused(problems);
    if (later) return { url: `/s/${token}/saved` };
    if (from === 'check') return { url: `/s/${token}/check` };
    const { answers, instrument } = await this.answering.get(areaId, invitationId);
    const pages = shownPages(instrument, answers);
    const at = pages.findIndex((one) => one.id === pageId);
    if (back) return { url: `/s/${token}${at > 0 ? `/q/${pages[at - 1]!.id}` : ''}` };
    const next = pages[at + 1];
    return { url: next ? `/s/${token}/q/${next.id}` : `/s/${token}/check` };
  }

  /** The visit. Whose answer has been sent is at the page that thanks. */
  private async open(token: string): Promise<Visit> {
    const visit = await this.visit(token);
    if (visit.state === 'answered') throw new SeeOther(`/s/${token}`);
    return visit;
  }

  /** What the link opens; a link or a survey that has ended says so on a page of its own. Throws not-found. */
  private async visit(token: string): Promise<Visit> {
    const visit = await this.linked(token);
    if (visit.timing === 'over' && visit.state !== 'answered')
      throw new OtherPage(ENDED, await this.frame(visit, token), 410);
    return visit;
  }

  private async linked(token: string): Promise<Visit> {
    try {
      const link = await this.links.findRecord(SURVEY_LINK, token);
      return await this.answering.get(link.areaId, link.subjectId);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'access.link-ended') throw error;
      throw new OtherPage(ENDED, { link: true, answered: await this.hadAnswered(token) }, 410);
    }
  }

  /** Whether whoever had a link that has run out sent their answers by it. */
  private async hadAnswered(token: string): Promise<boolean> {
    const link = await this.links.look(SURVEY_LINK, token);
    if (!link?.areaId || !link.subjectId) return false;
    if (!link.expiresAt || link.expiresAt > this.clock.now()) return false;
    return (await this.answering.get(link.areaId, link.subjectId)).state === 'answered';
  }

  private async frame(visit: Visit, token: string) {
    const area = await this.areas.byId(visit.areaId);
    if (!area) throw notFound();
    return { ...frameModel(visit), area, token };
  }
}

/** What was done, unless the survey has closed meanwhile: then a page says so. */
async function unlessOver<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'surveys.over') throw error;
    throw new OtherPage(ENDED, { link: true }, 410);
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
