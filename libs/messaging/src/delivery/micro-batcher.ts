interface Waiting<Item, Answer> {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Does the work of many callers in one go: while one go is under way, the next callers gather for the next. So the
 * commits of several connections become one. What fails together is done again one by one, so that nobody fails for his
 * neighbour.
 */
export class MicroBatcher<Item, Answer> {
  private readonly waiting: Waiting<Item, Answer>[] = [];
  private under = false;
  /** How long a go waits for more to come along; so many are enough not to wait; callers in one go at most. */
  private readonly how: { patienceMs: number; enough: number; most: number };
  private haveEnough: (() => void) | undefined;

  constructor(
    private readonly work: (items: Item[]) => Promise<Answer>,
    how: { patienceMs?: number; enough?: number; most?: number } = {},
  ) {
    const most = how.most ?? 500;
    this.how = { patienceMs: 0, enough: most, ...how, most };
  }

  /** Answers what the go this item was in answered; throws what it threw for this item alone. */
  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.under) void this.run();
      else if (this.waiting.length >= this.how.enough) this.haveEnough?.();
    });
  }

  private async run(): Promise<void> {
    this.under = true;
    while (this.waiting.length) {
      await this.gather();
      await this.go(this.waiting.splice(0, this.how.most));
    }
    this.under = false;
  }

  private async gather(): Promise<void> {
    if (this.how.patienceMs && this.waiting.length < this.how.enough)
      await new Promise<void>((done) => {
        const timer = setTimeout(done, this.how.patienceMs);
        this.haveEnough = () => {
          clearTimeout(timer);
          done();
        };
      });
    this.haveEnough = undefined;
    // Whoever comes in the same turn of the event loop comes along.
    await new Promise((resolve) => setImmediate(resolve));
  }

  private async go(group: Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answer = await this.work(group.map((one) => one.item));
      for (const one of group) one.resolve(answer);
    } catch (error) {
      if (group.length > 1) for (const one of group) await this.go([one]);
      else for (const one of group) one.reject(error);
    }
  }
}
