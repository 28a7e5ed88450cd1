import { createServer, type Server } from 'node:http';
import { Inject, Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { errorForLog, LOG, type Log, Metrics, Settings } from '#platform';

/** What a worker tells a Prometheus on the same machine; off while METRICS_PORT is not set. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnModuleDestroy {
  private server: Server | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly metrics: Metrics,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** A port that is taken is said in the log: mail goes all the same. */
  async onApplicationBootstrap(): Promise<void> {
    const port = this.settings.metricsPort;
    if (port === undefined) return;
    const server = createServer((req, res) => {
      if (req.method !== 'GET' || req.url?.split('?')[0] !== '/metrics') {
        res.writeHead(404).end();
        return;
      }
      this.metrics.text().then(
        ({ type, body }) => res.writeHead(200, { 'Content-Type': type }).end(body),
        (error: unknown) => {
          this.log.warn({ err: errorForLog(error) }, 'metrics not told');
          res.writeHead(500).end();
        },
      );
    });
    await new Promise<void>((done) => {
      server.once('error', (error) => {
        this.log.error(
          { port, err: errorForLog(error) },
          'metrics are not told: METRICS_PORT cannot be used',
        );
        done();
      });
      server.listen(port, '127.0.0.1', () => {
        this.server = server;
        this.log.info({ port }, 'metrics');
        done();
      });
    });
  }

  async onModuleDestroy(): Promise<void> {
    const { server } = this;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}
