import { Body, Controller, Get, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import { Clock, CodedError } from '#platform';
import { Answering, type Fields, SURVEY_LINK, shownPages, type Visit } from '#surveys';
import {
  AllowLink,
  CurrentUser,
  FormOf,
  FormRefused,
  linkOf,
  OtherPage,
  type Principal,
  SeeOther,
  Typed,
} from '../shell/index.js';
import { checkModel, frameModel, nextPage, questionModel } from './question.model.js';

const ENDED = 'surveys/views/ended.njk';
/** A link that has ended has a page of its own here. */
const BY_LINK = { showsEnd: true };

/** Answering by personal link. Opening a page changes nothing; each page is saved as it is sent. */
@Controller('s')
export class AnsweringController {
  constructor(
    private readonly clock: Clock,
    private readonly answering: Answering,
  ) {}

  @Get(':token')
  @AllowLink(SURVEY_LINK, 'survey_wave', 'see', BY_LINK)
  @Render('surveys/views/begin.njk')
  async start(@CurrentUser() who: Principal, @Param('token') token: string) {
    const visit = await this.visit(who);
    return {
      ...frame(visit, who, token),
      thanked: visit.state === 'answered',
      next: nextPage(visit),
    };
  }

  @Get(':token/saved')
  @AllowLink(SURVEY_LINK, 'survey_wave', 'see', BY_LINK)
  @Render('surveys/views/saved.njk')
  async saved(@CurrentUser() who: Principal, @Param('token') token: string) {
    const visit = await this.open(who, token);
    return { ...frame(visit, who, token), next: nextPage(visit) };
  }

  @Get(':token/check')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'see', BY_LINK)
  @Render('surveys/views/check.njk')
  async check(@CurrentUser() who: Principal, @Param('token') token: string) {
    const visit = await this.open(who, token);
    return { ...frame(visit, who, token), ...checkModel(visit) };
  }

  @Post(':token/check')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'create', BY_LINK)
  @FormOf('check')
  @Redirect('', 303)
  async submit(@CurrentUser() who: Principal, @Param('token') token: string) {
    const { areaId, invitationId } = await this.open(who, token);
    await unlessOver(this.answering.submit(areaId, invitationId));
    return { url: `/s/${token}` };
  }

  @Get(':token/q/:page')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'see', BY_LINK)
  @Render('surveys/views/question.njk')
  async question(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Param('page') pageId: string,
    @Query('from') from: unknown,
    @Typed() typed?: Fields,
  ) {
    const visit = await this.open(who, token);
    const model = questionModel(visit, pageId, typed);
    // A page hidden by another answer since: on to where the person was.
    if (!model) throw new SeeOther(`/s/${token}/check`);
    return { ...frame(visit, who, token), ...model, fromCheck: from === 'check' };
  }

  @Post(':token/q/:page')
  @AllowLink(SURVEY_LINK, 'answer_employer', 'change', BY_LINK)
  @FormOf('question', { typed: textFields })
  @Redirect('', 303)
  async save(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Param('page') pageId: string,
    @Query('from') from: unknown,
    @Body() body: unknown,
  ) {
    const { areaId, invitationId } = await this.open(who, token);
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
  private async open(who: Principal, token: string): Promise<Visit> {
    const visit = await this.visit(who);
    if (visit.state === 'answered') throw new SeeOther(`/s/${token}`);
    return visit;
  }

  /** What the link opens; a link or a survey that has ended says so on a page of its own. Throws not-found. */
  private async visit(who: Principal): Promise<Visit> {
    const { areaId, subjectId, ended, expiresAt } = linkOf(who);
    if (ended) {
      // Whoever had a link that has run out, and not one that was taken back, is told whether their answers came.
      const ranOut = expiresAt !== null && expiresAt <= this.clock.now();
      const answered = ranOut && (await this.answering.get(areaId, subjectId)).state === 'answered';
      throw new OtherPage(ENDED, { link: true, answered }, 410);
    }
    const visit = await this.answering.get(areaId, subjectId);
    if (visit.timing === 'over' && visit.state !== 'answered')
      throw new OtherPage(ENDED, frame(visit, who), 410);
    return visit;
  }
}

const frame = (visit: Visit, { area }: Principal, token?: string) => ({ ...frameModel(visit), area, token });

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
