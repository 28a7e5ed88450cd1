/** So many at a time; the others wait in line, the urgent ahead of the rest. */
class Semaphore {
  private readonly urgent: (() => void)[] = [];
  private readonly line: (() => void)[] = [];

  constructor(private free: number) {}

  async acquire(urgent: boolean): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => (urgent ? this.urgent : this.line).push(resolve));
  }

  release(): void {
    const next = this.urgent.shift() ?? this.line.shift();
    if (next) next();
    else this.free++;
  }
}

/** So many at a time, and of these so many for one host: a host that takes its time does not take all turns. */
export class HostSemaphore {
  private readonly all: Semaphore;
  private readonly hosts = new Map<string, { semaphore: Semaphore; users: number }>();

  constructor(
    most: number,
    private readonly mostAHost: number,
  ) {
    this.all = new Semaphore(most);
  }

  /** Each one taken is to be given back, with the same host. */
  async acquire(host: string, urgent = false): Promise<void> {
    const own = this.hosts.get(host) ?? { semaphore: new Semaphore(this.mostAHost), users: 0 };
    this.hosts.set(host, own);
    own.users++;
    await own.semaphore.acquire(urgent);
    await this.all.acquire(urgent);
  }

  release(host: string): void {
    this.all.release();
    const own = this.hosts.get(host);
    own?.semaphore.release();
    if (own && --own.users === 0) this.hosts.delete(host);
  }
}
