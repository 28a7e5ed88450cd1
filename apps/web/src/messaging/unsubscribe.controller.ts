import { Body, Controller, Get, Param, Post, Query, Redirect, Res } from '@nestjs/common';
import { z } from 'zod';
import { Areas } from '#access';
import { type PreferenceChoice, type UnsubscribeLink, UnsubscribeLinks } from '#contact-policy';
import { Preferences, UnsubscribeService } from '#messaging';
import { Clock, CodedError, Database, type Limit, RateLimiter } from '#platform';
import {
  AllowLink,
  BodyLimits,
  type FieldErrors,
  page,
  readForm,
  refusal,
  type WebResponse,
} from '../shell/index.js';
import { choiceAsWord, choiceFrom, choiceOfWord, keepForm, stopForm } from './unsubscribe.form.js';
import { preferenceModel } from './unsubscribe.model.js';

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
export class UnsubscribeController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: UnsubscribeLinks,
    private readonly leaving: UnsubscribeService,
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
  @BodyLimits({ multipart: true })
  @AllowLink(...LINK, { fromAnywhere: 'a mail program posts it for its reader (RFC 8058, 3.2)' })
  async oneClick(
    @Param('token') token: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const link = this.open(token);
    if ((body as Record<string, unknown> | undefined)?.['List-Unsubscribe'] !== 'One-Click')
      return this.ask(link, token, res, {
        errors: { stop: 'Nothing has been changed yet. Press the button, or choose what you want' },
      });
    await this.limiter.take(CHANGES, link.messageId);
    await this.db.write([link.areaId], (tx) => this.leaving.byMessage(tx, link.messageId, 'one-click'));
    page(res, `${VIEWS}/leave-clicked.njk`, await this.model(link, token));
  }

  /** The one button of the page. */
  @Post('stop')
  @AllowLink(...LINK)
  async stop(@Param('token') token: string, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const link = this.open(token);
    const form = readForm(stopForm, body);
    if (!form.ok) return this.ask(link, token, res, { errors: form.errors });
    const { stop: kind, everywhere } = form.data;
    await this.change(link, token, res, {
      choice: { kind, leaveOut: [], until: null, everywhere: everywhere === 'yes' },
      values: form.values,
    });
  }

  @Post('choice')
  @AllowLink(...LINK)
  async choose(@Param('token') token: string, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const link = this.open(token);
    const form = readForm(keepForm, body);
    const read = form.ok ? choiceFrom(form.data, this.clock.now()) : { errors: form.errors };
    if ('errors' in read) return this.ask(link, token, res, { errors: read.errors, values: form.values });
    await this.change(link, token, res, { choice: read.choice, values: form.values });
  }

  /** What was just changed goes back to how it was; the word of it came with the page that said so. */
  @Post('back')
  @AllowLink(...LINK)
  async back(@Param('token') token: string, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const link = this.open(token);
    const choice = choiceOfWord((body as { was?: unknown }).was, this.clock.now());
    if (!choice) return this.ask(link, token, res, { errors: { stop: 'Choose again what you want' } });
    await this.change(link, token, res, { choice, values: {}, putBack: true });
  }

  private async change(
    link: UnsubscribeLink,
    token: string,
    res: WebResponse,
    wanted: { choice: PreferenceChoice; values: Record<string, unknown>; putBack?: boolean },
  ): Promise<void> {
    const was = choiceAsWord((await this.preferences.get(link)).choice);
    try {
      await this.limiter.take(CHANGES, link.messageId);
    } catch (error) {
      return this.ask(link, token, res, { ...refusal(res, error), values: wanted.values });
    }
    await this.preferences.choose(link, wanted.choice);
    // What was put back is not offered to be undone in turn: nobody would know which of the two they get.
    const said = wanted.putBack ? 'back=yes' : `was=${encodeURIComponent(was)}`;
    res.redirect(303, `/leave/${token}/saved?${said}`);
  }

  /** Whoever reloads by address what a form was sent to gets the page. */
  @Get(['choice', 'stop', 'back', 'yes'])
  @AllowLink(...LINK)
  @Redirect()
  reload(@Param('token') token: string): { url: string; statusCode: number } {
    return { url: `/leave/${token}`, statusCode: 303 };
  }

  @Post('yes')
  @AllowLink(...LINK)
  async yes(@Param('token') token: string, @Body() body: unknown, @Res() res: WebResponse): Promise<void> {
    const link = this.open(token);
    const form = readForm(yesForm, body);
    if (!form.ok) return this.ask(link, token, res, { errors: form.errors });
    await this.limiter.take(CHANGES, link.messageId);
    await this.preferences.setConsent(link, form.data.yes === 'yes');
    res.redirect(303, `/leave/${token}/saved`);
  }

  @Get('saved')
  @AllowLink(...LINK)
  async saved(
    @Param('token') token: string,
    @Query('was') was: unknown,
    @Query('back') back: unknown,
    @Res() res: WebResponse,
  ): Promise<void> {
    const link = this.open(token);
    const model = { ...(await this.model(link, token, { was })), putBack: back === 'yes' };
    page(res, `${VIEWS}/leave-saved.njk`, model);
  }

  private async ask(
    link: UnsubscribeLink,
    token: string,
    res: WebResponse,
    refused?: { errors: FieldErrors; status?: number; values?: Record<string, unknown> },
  ): Promise<void> {
    const model = {
      ...(await this.model(link, token, { values: refused?.values })),
      errors: refused?.errors,
    };
    page(res, `${VIEWS}/leave.njk`, model, refused ? (refused.status ?? 422) : 200);
  }

  private async model(
    link: UnsubscribeLink,
    token: string,
    more: { values?: Record<string, unknown>; was?: unknown } = {},
  ) {
    const [view, frame] = [await this.preferences.get(link), await this.frame(link, token)];
    return {
      ...preferenceModel(view, { ...more, manyAreas: frame.manyAreas, now: this.clock.now() }),
      ...frame,
    };
  }

  private async frame(link: UnsubscribeLink, token: string) {
    const areas = await this.areas.list();
    return { token, area: areas.find((area) => area.id === link.areaId), manyAreas: areas.length > 1 };
  }

  /** The message a token names. Throws as `Links.find` for one we did not make. */
  private open(token: string): UnsubscribeLink {
    const link = this.links.read(token);
    if (link) return link;
    throw new CodedError(
      'not-found',
      'access.link-unknown',
      'This link does not lead anywhere. Check that you copied all of it.',
    );
  }
}
