/** Mails waiting for a connection, first come first served, by the host they go to. */
export class HostFairQueue<T extends { host: string }> {
  private items: (T | undefined)[] = [];
  private head = 0;
  /** Taken out behind the head. */
  private holes = 0;
  private readonly perHost = new Map<string, number>();

  get size(): number {
    return this.items.length - this.head - this.holes;
  }

  /** How many hosts have mails here. */
  get hosts(): number {
    return this.perHost.size;
  }

  has(host: string): boolean {
    return this.perHost.has(host);
  }

  push(item: T): void {
    this.items.push(item);
    this.count(item.host, 1);
  }

  /** Puts one back before all others. */
  unshift(item: T): void {
    if (this.head > 0) this.items[--this.head] = item;
    else this.items.unshift(item);
    this.count(item.host, 1);
  }

  /** Takes out the first whose host may have a connection. */
  take(may: (host: string) => boolean): T | undefined {
    const refused = new Set<string>();
    for (let at = this.head; at < this.items.length && refused.size < this.perHost.size; at++) {
      const item = this.items[at];
      if (!item || refused.has(item.host)) continue;
      if (may(item.host)) {
        this.remove(at, item);
        return item;
      }
      refused.add(item.host);
    }
    return undefined;
  }

  /** Takes out all. */
  takeAll(): T[] {
    const all = this.items.slice(this.head).filter((item) => item !== undefined);
    this.items = [];
    this.head = 0;
    this.holes = 0;
    this.perHost.clear();
    return all;
  }

  private remove(at: number, item: T): void {
    this.items[at] = undefined;
    this.holes++;
    while (this.head < this.items.length && !this.items[this.head]) {
      this.head++;
      this.holes--;
    }
    // What was taken lies in front; it goes once it is the greater part.
    if (this.head > 1_000 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    this.count(item.host, -1);
  }

  private count(host: string, by: number): void {
    const n = (this.perHost.get(host) ?? 0) + by;
    if (n > 0) this.perHost.set(host, n);
    else this.perHost.delete(host);
  }
}
