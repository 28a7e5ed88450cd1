import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { Pauses, Sendings } from '#messaging';
import { Database, notFound, type Tx } from '#platform';
import {
  Allow,
  type FieldErrors,
  fieldErrors,
  page,
  readForm,
  type WebResponse,
  Who,
} from '../shell/index.js';
import { pauseForm } from './message.form.js';
import { titled } from './sendings.controller.js';

/** Staff: one sending made to stand still, and let go again; each with a reason. */
@Controller('mail/sendings/:campaign')
export class SendingPauseController {
  constructor(
    private readonly db: Database,
    private readonly pauses: Pauses,
    private readonly sendings: Sendings,
  ) {}

  @Get('pause')
  @Allow('message_metadata', 'change')
  async ask(@Who() who: Who, @Param('campaign') campaign: string, @Res() res: WebResponse) {
    page(res, 'messaging/views/sending-pause.njk', await this.model(who, campaign));
  }

  @Post('pause')
  @Allow('message_metadata', 'change')
  pause(
    @Who() who: Who,
    @Param('campaign') campaign: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    return this.act(who, campaign, body, res, 'paused', async (tx, reason) => {
      const { areaId } = who;
      await this.sendings.see(tx, areaId, campaign);
      await this.pauses.pause(tx, { areaId, campaign, exceptService: false, reason }, who.actor);
    });
  }

  @Post('resume')
  @Allow('message_metadata', 'change')
  resume(
    @Who() who: Who,
    @Param('campaign') campaign: string,
    @Body() body: unknown,
    @Res() res: WebResponse,
  ) {
    return this.act(who, campaign, body, res, 'resumed', async (tx, reason) => {
      const found = await pauseOf(this.pauses, tx, who.areaId, campaign);
      if (!found) throw notFound();
      await this.pauses.resume(tx, who.areaId, found.id, reason, who.actor);
    });
  }

  private async act(
    who: Who,
    campaign: string,
    body: unknown,
    res: WebResponse,
    done: 'paused' | 'resumed',
    work: (tx: Tx, reason: string) => Promise<void>,
  ): Promise<void> {
    const form = readForm(pauseForm, body);
    const again = async (errors: FieldErrors) =>
      page(
        res,
        'messaging/views/sending-pause.njk',
        { ...(await this.model(who, campaign)), errors, values: form.values },
        422,
      );
    if (!form.ok) return again(form.errors);
    try {
      await this.db.write([who.areaId], (tx) => work(tx, form.data.reason));
    } catch (error) {
      return again(fieldErrors(error));
    }
    res.redirect(303, `/mail/sendings/${encodeURIComponent(campaign)}?done=${done}`);
  }

  private model(who: Who, campaign: string) {
    return this.db.read([who.areaId], async (tx) => ({
      ...titled(await this.sendings.see(tx, who.areaId, campaign), who),
      pause: await pauseOf(this.pauses, tx, who.areaId, campaign),
      values: {},
    }));
  }
}

/** The pause of this very sending, while one is in force. */
export const pauseOf = async (pauses: Pauses, tx: Tx, areaId: string, campaign: string) =>
  (await pauses.inForce(tx, areaId)).pauses.find((pause) => pause.campaign === campaign);
