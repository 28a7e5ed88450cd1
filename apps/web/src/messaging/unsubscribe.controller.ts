import { Body, Controller, Get, HttpCode, Param, Post, Query, Redirect, Render } from '@nestjs/common';
import type { z } from 'zod';
import { Areas } from '#access';
import type { PreferenceChoice, UnsubscribeLink } from '#contact-policy';
import { Preferences, UnsubscribeService } from '#messaging';
import { Clock, Database, type Limit, RateLimiter } from '#platform';
import {
  AllowLink,
  BodyLimits,
  CurrentUser,
  Form,
  FormOf,
  FormRefused,
  linkOf,
  type Principal,
  Typed,
} from '../shell/index.js';
import { choiceAsWord, choiceFrom, choiceOfWord, keepForm, stopForm, yesForm } from './unsubscribe.form.js';
import { preferenceModel } from './unsubscribe.model.js';

/**
 * A gentle limit, so that a broken program does not write for ever; mail programs press the button again when an answer
 * is lost.
 */
const CHANGES: Limit = { name: 'leave: changes by one link', most: 30, spanMs: 600_000 };
/** The matrix has one right here: who holds the link says what may not be sent to them. */
const LINK = ['unsubscribe', 'suppression', 'create'] as const;

/**
 * What may be sent to somebody, by the personal link in a mail to them. Opening it changes nothing; the page asks with a
 * button. Only a mail program's POST acts at once (RFC 8058).
 */
@Controller('leave/:token')
export class UnsubscribeController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly unsubscribe: UnsubscribeService,
    private readonly preferences: Preferences,
    private readonly areas: Areas,
    private readonly limiter: RateLimiter,
  ) {}

  @Get()
  @AllowLink(...LINK)
  @Render('messaging/views/leave.njk')
  show(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Typed() values?: Record<string, unknown>,
  ) {
    return this.model(openedBy(who), token, { values });
  }

  /** The button of a mail program: no cookie, no form token, from anywhere. It has to say exactly what RFC 8058 says. */
  @Post()
  @HttpCode(200)
  @BodyLimits({ multipart: true })
  @AllowLink(...LINK, { fromAnywhere: 'a mail program posts it for its reader (RFC 8058, 3.2)' })
  @FormOf('show')
  @Render('messaging/views/leave-clicked.njk')
  async oneClick(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Body() body: Record<string, unknown> | undefined,
  ) {
    const link = openedBy(who);
    if (body?.['List-Unsubscribe'] !== 'One-Click')
      throw new FormRefused({
        stop: 'Nothing has been changed yet. Press the button, or choose what you want',
      });
    await this.limiter.take(CHANGES, link.messageId);
    await this.db.write([link.areaId], (tx) => this.unsubscribe.byMessage(tx, link.messageId, 'one-click'));
    return this.model(link, token);
  }

  /** The one button of the page. */
  @Post('stop')
  @AllowLink(...LINK)
  @FormOf('show')
  @Redirect('', 303)
  stop(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Form(stopForm) { stop: kind, everywhere }: z.output<typeof stopForm>,
  ) {
    return this.change(who, token, { kind, leaveOut: [], until: null, everywhere: everywhere === 'yes' });
  }

  @Post('choice')
  @AllowLink(...LINK)
  @FormOf('show')
  @Redirect('', 303)
  choose(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Form(keepForm) form: z.output<typeof keepForm>,
  ) {
    return this.change(who, token, choiceFrom(form, this.clock.now()));
  }

  /** What was just changed goes back to how it was; the word of it came with the page that said so. */
  @Post('back')
  @AllowLink(...LINK)
  @FormOf('show')
  @Redirect('', 303)
  back(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Body() body: { was?: unknown } | undefined,
  ) {
    const choice = choiceOfWord(body?.was, this.clock.now());
    if (!choice) throw new FormRefused({ stop: 'Choose again what you want' });
    return this.change(who, token, choice, true);
  }

  /** Whoever reloads by address what a form was sent to gets the page. */
  @Get(['choice', 'stop', 'back', 'yes'])
  @AllowLink(...LINK)
  @Redirect('', 303)
  reload(@Param('token') token: string) {
    return { url: `/leave/${token}` };
  }

  @Post('yes')
  @AllowLink(...LINK)
  @FormOf('show')
  @Redirect('', 303)
  async yes(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Form(yesForm) { yes }: z.output<typeof yesForm>,
  ) {
    const link = openedBy(who);
    await this.limiter.take(CHANGES, link.messageId);
    await this.preferences.setConsent(link, yes === 'yes');
    return { url: `/leave/${token}/saved` };
  }

  @Get('saved')
  @AllowLink(...LINK)
  @Render('messaging/views/leave-saved.njk')
  async saved(
    @CurrentUser() who: Principal,
    @Param('token') token: string,
    @Query('was') was: unknown,
    @Query('back') back: unknown,
  ) {
    return { ...(await this.model(openedBy(who), token, { was })), putBack: back === 'yes' };
  }

  private async change(who: Principal, token: string, choice: PreferenceChoice, putBack = false) {
    const link = openedBy(who);
    const was = choiceAsWord((await this.preferences.get(link)).choice);
    await this.limiter.take(CHANGES, link.messageId);
    await this.preferences.choose(link, choice);
    // What was put back is not offered to be undone in turn: nobody would know which of the two they get.
    const said = putBack ? 'back=yes' : `was=${encodeURIComponent(was)}`;
    return { url: `/leave/${token}/saved?${said}` };
  }

  private async model(
    link: UnsubscribeLink,
    token: string,
    more: { values?: Record<string, unknown> | undefined; was?: unknown } = {},
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
}

/** The message a link is of. */
function openedBy(who: Principal): UnsubscribeLink {
  const { areaId, subjectId } = linkOf(who);
  return { areaId, messageId: subjectId };
}
