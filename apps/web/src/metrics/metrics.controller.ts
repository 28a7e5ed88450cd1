import { Controller, Get, Req, Res } from '@nestjs/common';
import { Metrics, Settings } from '#platform';
import { AllowAnyone, timingSafeEqualText, type WebRequest, type WebResponse } from '../shell/index.js';

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;
/** What proxies add: a request that came through one is not from this machine, though its connection is. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** Figures of how the mail stands, for Prometheus. No names, addresses or ids are in them. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  @Get()
  @AllowAnyone('for Prometheus: whoever has METRICS_TOKEN, or without that setting the same machine')
  async show(@Req() req: WebRequest, @Res({ passthrough: true }) res: WebResponse): Promise<string> {
    if (!mayAsk(req, this.settings.metricsToken)) {
      res.status(403).type('text/plain');
      return 'These figures need METRICS_TOKEN, as Authorization: Bearer …\n';
    }
    const { type, body } = await this.metrics.text();
    res.type(type);
    return body;
  }
}

/** With a token set it is needed, also on this machine; without one only this machine may ask, and not through a proxy. */
function mayAsk(req: WebRequest, token: string | undefined): boolean {
  if (token !== undefined) {
    const given = /^Bearer\s+(\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
    return given !== undefined && timingSafeEqualText(given, token);
  }
  return (
    LOOPBACK.test(req.socket.remoteAddress ?? '') &&
    FORWARDED.every((header) => req.headers[header] === undefined)
  );
}
