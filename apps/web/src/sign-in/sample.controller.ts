import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { SignInSessions } from '#access';
import { Database, errorForLog, LOG, type Log } from '#platform';
import { Allow, CurrentUser, type Principal, type WebRequest, type WebResponse } from '../shell/index.js';
import { mayAddAreas } from './areas.access.js';
import { SAMPLE_AREA, type SampleLoader } from './sample-area.js';

const VIEW = 'sign-in/views/sample.njk';
/** Stands in the rendered page where the steps and the end of the work go. */
const HERE = '<!-- steps -->';

/** Loading the sample area takes some seconds: the page is sent while it is made, a line a step. */
@Controller('welcome/sample')
export class SampleController {
  constructor(
    private readonly sessions: SignInSessions,
    private readonly db: Database,
    @Inject(LOG) private readonly log: Log,
    @Inject(SAMPLE_AREA) private readonly sample: SampleLoader,
  ) {}

  @Post()
  @Allow('user', 'create')
  async load(@CurrentUser() who: Principal, @Req() req: WebRequest, @Res() res: WebResponse): Promise<void> {
    mayAddAreas(who);
    const [before, done, failed, after] = (await rendered(res, req.requestId)).split(HERE);
    res.status(200).type('html').write(before);
    try {
      // The texts of the loader are the program's own words: numbers and months.
      const areaId = await this.sample.load(who.userId!, (step) => void res.write(`<li>${step}</li>`));
      if (req.sessionId) await this.choose(req.sessionId, areaId);
      res.write(done);
    } catch (error) {
      this.log.error({ requestId: req.requestId, err: errorForLog(error) }, 'sample area not loaded');
      res.write(failed);
    }
    res.end(after);
  }

  private choose(sessionId: string, areaId: string): Promise<void> {
    return this.db.write([], (tx) => this.sessions.chooseArea(tx, sessionId, areaId));
  }
}

const rendered = (res: WebResponse, requestId: string): Promise<string> =>
  new Promise((resolve, reject) =>
    res.render(VIEW, { requestId }, (error: Error | null, html: string) =>
      error ? reject(error) : resolve(html),
    ),
  );
