import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { SignInSessions } from '#access';
import { type MailingRate, Mailings, openStates } from '#messaging';
import { Clock, CodedError, Database } from '#platform';
import { Allow, CurrentUser, type Principal, type WebRequest, type WebResponse } from '../shell/index.js';
import { LiveCounts } from './live.counts.js';
import { EventStream } from './live.stream.js';
import { barParts, progressWords, together } from './mailing.model.js';

/** A sign of life this often, so that proxies keep the connection and a sign-out is noticed; milliseconds. */
const HEARTBEAT_MS = 10_000;
/** A browser that lost the connection comes back after so long. */
const RETRY_MS = 3_000;
/** Listeners of one process, at most: whoever comes then reloads the page instead. */
const MOST = 500;

const busy = () => new CodedError('busy', 'messaging.too-many-listeners', 'Too many pages listen just now.');

/** How a sending stands, told by server-sent events while its page is open. Without script a reload shows the same. */
@Controller('mail/sendings/:campaign/live')
export class LiveController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly mailings: Mailings,
    private readonly live: LiveCounts,
    private readonly sessions: SignInSessions,
  ) {}

  @Get()
  @Allow('message_metadata', 'see')
  async listen(
    @CurrentUser() who: Principal,
    @Param('campaign') campaign: string,
    @Req() req: WebRequest,
    @Res() res: WebResponse,
  ): Promise<void> {
    const { areaId } = who;
    if (this.live.size >= MOST) throw busy();
    const first = await this.db.read([areaId], (tx) => this.mailings.get(tx, areaId, campaign));
    res.status(200);
    res.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    res.setHeader('Cache-Control', 'no-store, no-transform');
    // A proxy that gathers answers would keep the news.
    res.setHeader('X-Accel-Buffering', 'no');
    res.flushHeaders();
    const stream = new EventStream(res);
    stream.write(`retry: ${RETRY_MS}\n\n`);
    const tell = (sending: MailingRate | undefined): void => {
      if (sending) stream.send('counts', JSON.stringify(this.words(sending)));
      if (!sending || !together(sending.counts, openStates)) stream.end();
    };
    const leave = this.live.add({
      areaId,
      campaign,
      tell,
      end: () => stream.drop(),
    });
    const heart = setInterval(() => {
      stream.beat();
      void this.signedIn(req).then(
        (still) => still || stream.end(),
        () => undefined,
      );
    }, HEARTBEAT_MS);
    res.once('close', () => {
      clearInterval(heart);
      leave();
    });
    tell(first);
  }

  private async signedIn(req: WebRequest): Promise<boolean> {
    return Boolean(req.sessionId && (await this.sessions.find(req.sessionId)));
  }

  /** The same words and figures the page shows. */
  private words(sending: MailingRate) {
    return {
      total: sending.total,
      counts: sending.counts,
      parts: barParts(sending.counts),
      progress: progressWords(sending, this.mailings.progress(sending), this.clock.now()),
      done: !together(sending.counts, openStates),
    };
  }
}
