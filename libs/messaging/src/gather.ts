/**
 * Does the work of many callers in one go: while one go is under way, the next callers gather for the next. So the
 * commits of several connections become one without anybody waiting for a clock.
 */
export class Gather<Item, Answer> {
  private waiting: { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  private under = false;

  constructor(private readonly work: (items: Item[]) => Promise<Answer>) {}

  /** Answers what the go this item was in answered; throws what it threw. */
  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.under) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.under = true;
    // Whoever comes in the same turn of the event loop comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length) {
      const group = this.waiting;
      this.waiting = [];
      try {
        const answer = await this.work(group.map((one) => one.item));
        for (const one of group) one.resolve(answer);
      } catch (error) {
        for (const one of group) one.reject(error);
      }
    }
    this.under = false;
  }
}
