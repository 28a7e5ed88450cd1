/** So many at a time; the others wait in line, the urgent ahead of the rest. */
export class Turns {
  private readonly urgent: (() => void)[] = [];
  private readonly line: (() => void)[] = [];

  constructor(private free: number) {}

  async take(urgent = false): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => (urgent ? this.urgent : this.line).push(resolve));
  }

  give(): void {
    const next = this.urgent.shift() ?? this.line.shift();
    if (next) next();
    else this.free++;
  }
}
