/** The table of expected and seen. */
export class Report {
  readonly rows: { what: string; expected: string; seen: string; ok: boolean }[] = [];

  constructor(private readonly say: (line: string) => void) {}

  step(name: string): void {
    this.say(`\n${name}`);
  }

  /** Notes a figure beside what it should be; never throws, so that one miss does not hide the next. */
  check(what: string, expected: unknown, seen: unknown): void {
    const row = { what, expected: text(expected), seen: text(seen), ok: text(expected) === text(seen) };
    this.rows.push(row);
    this.say(
      `  ${row.ok ? 'ok  ' : 'MISS'} ${what.padEnd(62)} expected ${row.expected.padEnd(22)} seen ${row.seen}`,
    );
  }

  get missed(): number {
    return this.rows.filter((row) => !row.ok).length;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
