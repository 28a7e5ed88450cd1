import { Inject, Injectable, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { areaIds } from '#access';
import { CompiledTemplates } from '#mail-templates';
import { Clock, Database, errorForLog, LOG, type Log, newId, Settings, type Tx } from '#platform';
import { type HostMark, HostMarkerFile } from './host-marker.js';
import {
  adopt,
  forgetHeartbeats,
  heartbeat,
  holdUnsent,
  insertRestore,
  lookAtGuard,
} from './restore.repository.js';
import { type RestoreCause, restored } from './restore.rules.js';
import { RestoreGuard } from './restore.service.js';

/** Looks, in every worker, whether the database was restored: before its first claim, and as often as a sweep. */
@Injectable()
export class RestoreWatch implements OnModuleInit, OnModuleDestroy {
  private readonly marker: HostMarkerFile;
  private timer: NodeJS.Timeout | undefined;
  private told = false;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly restore: RestoreGuard,
    private readonly templatesReady: CompiledTemplates,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.marker = new HostMarkerFile(settings.dataDir);
  }

  /** Before anything is claimed: all modules are initialised before the first job is begun. */
  async onModuleInit(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.lookAgain(), this.settings.sweepSeconds * 1000);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Answers why mail is held from now on, where this look found a restore. */
  async look(): Promise<RestoreCause | null> {
    const seen = this.marker.read();
    const { cause, held, now } = await this.db.write('all', async (tx) => {
      const guard = await lookAtGuard(tx, seen);
      const cause = restored({
        known:
          guard.fingerprint === null
            ? null
            : { fingerprint: guard.fingerprint, timeline: guard.timeline ?? 0 },
        present: { fingerprint: guard.presentFingerprint, timeline: guard.presentTimeline },
        marker: seen ? { there: guard.there, dealtWith: guard.dealtWith, moved: seen.moved } : null,
        together: this.marker.together,
        silent: guard.silent,
      });
      const epoch = cause ? newId() : guard.epoch;
      const held = cause ? await this.hold(tx, cause) : 0;
      await adopt(tx, cause ? epoch : null);
      const now: HostMark = {
        folder: seen && !seen.moved ? seen.folder : HostMarkerFile.newFolder(),
        epoch,
        token: newId(),
      };
      await heartbeat(tx, now.token, now.folder, null);
      await forgetHeartbeats(tx, now.folder, now.token);
      return { cause, held, now };
    });
    this.keep(now);
    this.restore.watch(now, (later) => this.keep(later));
    // The older state may not know the texts that this process remembers, also where another worker found it first.
    if (cause || seen?.epoch !== now.epoch) this.templatesReady.forget();
    if (cause) {
      this.log.error({ cause, held }, 'the database was restored; mail is held until released');
    }
    return cause;
  }

  private async hold(tx: Tx, cause: RestoreCause): Promise<number> {
    const foundAt = this.clock.now();
    let all = 0;
    // Areas with nothing unsent too: what the program would write again may have gone before.
    for (const areaId of await areaIds(tx)) {
      const held = await holdUnsent(tx, areaId, foundAt);
      await insertRestore(tx, { id: newId(), areaId, cause, foundAt, held });
      all += held;
    }
    return all;
  }

  /** Where the folder cannot be written to, the database's own marks must do. */
  private keep(seen: HostMark): void {
    try {
      this.marker.write(seen);
    } catch (error) {
      if (!this.told)
        this.log.warn({ err: errorForLog(error) }, 'DATA_DIR cannot keep what was seen of the database');
      this.told = true;
    }
  }

  private async lookAgain(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.log.warn({ err: errorForLog(error) }, 'could not look whether the database was restored');
    }
  }
}
