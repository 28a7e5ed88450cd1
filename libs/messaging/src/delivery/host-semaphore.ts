/** So many at a time; the others wait in line, the urgent ahead of the rest. */
class Turns {
  private readonly urgent: (() => void)[] = [];
  private readonly line: (() => void)[] = [];

  constructor(private free: number) {}

  async take(urgent: boolean): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => (urgent ? this.urgent : this.line).push(resolve));
  }

  give(): void {
    const next = this.urgent.shift() ?? this.line.shift();
    if (next) next();
    else this.free++;
  }
}

/** So many at a time, and of these so many for one host: a host that takes its time does not take all turns. */
export class HostTurns {
  private readonly all: Turns;
  private readonly hosts = new Map<string, { turns: Turns; users: number }>();

  constructor(
    most: number,
    private readonly mostAHost: number,
  ) {
    this.all = new Turns(most);
  }

  /** Each one taken is to be given back, with the same host. */
  async take(host: string, urgent = false): Promise<void> {
    const own = this.hosts.get(host) ?? { turns: new Turns(this.mostAHost), users: 0 };
    this.hosts.set(host, own);
    own.users++;
    await own.turns.take(urgent);
    await this.all.take(urgent);
  }

  give(host: string): void {
    this.all.give();
    const own = this.hosts.get(host);
    own?.turns.give();
    if (own && --own.users === 0) this.hosts.delete(host);
  }
}
