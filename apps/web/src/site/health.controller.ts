import { Controller, Get, Inject, Res } from '@nestjs/common';
import { SEND_JOB } from '#messaging';
import { CodedError, Database, errorForLog, LOG, type Log, Queues, ranMigrations } from '#platform';
import { migrations } from '../../../../migrations/index.js';
import { AllowAnyone, type WebResponse } from '../shell/index.js';

/** For whoever watches over the program: does it live, can it work. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly db: Database,
    private readonly queues: Queues,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Get('live')
  @AllowAnyone('for process supervisors')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 when database, migrations and queue are there, else 503; each part says ok or failed, no more. */
  @Get('ready')
  @AllowAnyone('for load balancers')
  async ready(@Res({ passthrough: true }) res: WebResponse): Promise<Record<string, string>> {
    const parts = {
      database: () => this.db.read([], async () => undefined),
      migrations: () => this.migrated(),
      // Asking how many wait shows that the queue answers, and changes nothing.
      queue: () => this.queues.waiting(SEND_JOB),
    };
    const results = await Promise.all(
      Object.entries(parts).map(async ([part, check]) => {
        try {
          await check();
          return [part, 'ok'] as const;
        } catch (error) {
          this.log.warn({ part, err: errorForLog(error) }, 'not ready');
          return [part, 'failed'] as const;
        }
      }),
    );
    const ok = results.every(([, state]) => state === 'ok');
    if (!ok) res.status(503);
    return { status: ok ? 'ok' : 'failed', ...Object.fromEntries(results) };
  }

  private async migrated(): Promise<void> {
    const there = new Set(await this.db.read([], ranMigrations));
    const missing = migrations.filter((migration) => !there.has(migration.name));
    if (missing.length)
      throw new CodedError(
        'busy',
        'site.migrations-missing',
        `missing migrations: ${missing.map((m) => m.name).join(', ')}`,
      );
  }
}
