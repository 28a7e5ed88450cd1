import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { z } from 'zod';
import { Areas } from '#access';
import { type LeaveLink, LeaveLinks, Leaving, Preferences } from '#messaging';
import { Clock, CodedError, Database, type Limit, RateLimiter } from '#platform';
import {
  AllowLink,
  type FieldErrors,
  page,
  readForm,
  refusal,
  Takes,
  type WebResponse,
} from '../shell/index.js';
import { choiceFrom, preferenceForm } from './leave.form.js';
import { preferenceModel } from './leave.model.js';

const VIEWS = 'messaging/views';
/**
 * A gentle limit, so that a broken program does not write for ever; mail programs press the button again when an answer
 * is lost.
 */
const CHANGES: Limit = { name: 'leave: changes by one link', most: 30, spanMs: 600_000 };
/** The matrix has one right here: who holds the link says what may not be sent to them. */
const LINK = ['unsubscribe', 'suppression', 'create'] as const;

const yesForm = z.object({ yes: z.enum(['yes', 'no'], { error: 'Press one of the buttons' }) });

/**
 * What may be sent to somebody, by the personal link in a mail to them. Opening it changes nothing; the page asks with a
 * button. Only a mail program's POST acts at once (RFC 8058).
 */
@Controller('leave/:token')
export class LeaveController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: LeaveLinks,
    private readonly leaving: Leaving,
    private readonly preferences: Preferences,
    private readonly areas: Areas,
    private readonly limiter: RateLimiter,
  ) {}

  @Get()
  @AllowLink(...LINK)
  async show(@Param('token') token: string, @Res() res: WebResponse): Promise<void> {
    await this.ask(this.open(token), token, res);
  }

  /** The button of a mail program: no cookie, no form token, from anywhere. It has to say exactly what RFC 8058 says. */
  @Post()
  @Takes({ multipart: true })
  @AllowLink(...LINK, { fromAnywhere: 'a mail program posts it for its reader (RFC 8058, 3.2)' })
  async oneClick(
    @Param('token') token: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const link = this.open(token);
    if ((body as Record<string, unknown> | undefined)?.['List-Unsubscribe'] !== 'One-Click')
      return this.ask(link, token, res, {
        errors: { choice: 'Nothing has been changed yet. Choose what we may send you, and save it' },
      });
    await this.limiter.take(CHANGES, link.messageId);
    await this.db.write([link.areaId], (tx) => this.leaving.byMessage(tx, link.messageId, 'one-click'));
    page(res, `${VIEWS}/leave-clicked.njk`, await this.model(link, token));
  }

  @Post('choice')
  @AllowLink(...LINK)
  async choose(@Param('token') token: string, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const link = this.open(token);
    const form = readForm(preferenceForm, body);
    const { choice: current } = await this.preferences.see(link);
    const read = form.ok ? choiceFrom(form.data, current, this.clock.now()) : { errors: form.errors };
    if ('errors' in read) return this.ask(link, token, res, { errors: read.errors, values: form.values });
    try {
      await this.limiter.take(CHANGES, link.messageId);
    } catch (error) {
      return this.ask(link, token, res, { ...refusal(res, error), values: form.values });
    }
    await this.preferences.choose(link, read.choice);
    res.redirect(303, `/leave/${token}/saved`);
  }

  @Post('yes')
  @AllowLink(...LINK)
  async yes(@Param('token') token: string, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const link = this.open(token);
    const form = readForm(yesForm, body);
    if (!form.ok) return this.ask(link, token, res, { errors: form.errors });
    await this.limiter.take(CHANGES, link.messageId);
    await this.preferences.sayYes(link, form.data.yes === 'yes');
    res.redirect(303, `/leave/${token}/saved`);
  }

  @Get('saved')
  @AllowLink(...LINK)
  async saved(@Param('token') token: string, @Res() res: WebResponse): Promise<void> {
    const link = this.open(token);
    page(res, `${VIEWS}/leave-saved.njk`, await this.model(link, token));
  }

  private async ask(
    link: LeaveLink,
    token: string,
    res: WebResponse,
    refused?: { errors: FieldErrors; status?: number; values?: Record<string, unknown> },
  ): Promise<void> {
    const model = { ...(await this.model(link, token, refused?.values)), errors: refused?.errors };
    page(res, `${VIEWS}/leave.njk`, model, refused ? (refused.status ?? 422) : 200);
  }

  private async model(link: LeaveLink, token: string, values?: Record<string, unknown>) {
    const [view, frame] = [await this.preferences.see(link), await this.frame(link, token)];
    return { ...preferenceModel(view, { manyAreas: frame.manyAreas, values }), ...frame };
  }

  private async frame(link: LeaveLink, token: string) {
    const areas = await this.areas.list();
    return { token, area: areas.find((area) => area.id === link.areaId), manyAreas: areas.length > 1 };
  }

  /** The message a token names. Throws as `Links.find` for one we did not make. */
  private open(token: string): LeaveLink {
    const link = this.links.read(token);
    if (link) return link;
    throw new CodedError(
      'not-found',
      'access.link-unknown',
      'This link does not lead anywhere. Check that you copied all of it.',
    );
  }
}
