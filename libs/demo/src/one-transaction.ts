import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, QueryRunner } from 'typeorm';
import { type AreaScope, callOf, Database, type Reads, readsOf, setAreas, Tx } from '#platform';

/**
 * A Database whose every unit of work is a step of one transaction: the sample area is there as a whole or not at all,
 * and no worker meets it half made. Steps take turns; the first that fails ends it all. What waits for a
 * commit (waking the queue) is left out: nothing of the past is to be sent.
 */
export class OneTransaction extends Database {
  private turn: Promise<unknown> = Promise.resolve();
  private readonly inside = new AsyncLocalStorage<true>();
  private named: readonly string[] = [];
  private failed: Error | undefined;
  /** What "all areas" means here: work of the story must never touch anybody else's. */
  all: readonly string[] = [];

  private constructor(
    source: DataSource,
    private readonly runner: QueryRunner,
  ) {
    super(source);
  }

  /** Does all the work in one transaction of the connection; committed when it resolves, else rolled back. */
  static async of<T>(source: DataSource, work: (db: OneTransaction) => Promise<T>): Promise<T> {
    const runner = source.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await work(new OneTransaction(source, runner));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      throw error;
    } finally {
      await runner.release();
    }
  }

  override read<T>(areas: AreaScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.step(areas, work);
  }

  override write<T>(areas: AreaScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.step(areas, work);
  }

  override get outsideWall(): Reads {
    return readsOf((sql, params) => this.step([], (tx) => tx.query(sql, params)));
  }

  override call<T>(name: string, areas: readonly string[], args: readonly unknown[]): Promise<T[]> {
    return this.step(areas, async (tx) => {
      const rows = await tx.query<{ answer: T }>(callOf(name, args), [areas.join(','), ...args]);
      // The function has named its areas for itself.
      this.named = areas;
      return rows.map((row) => row.answer);
    });
  }

  private step<T>(areas: AreaScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.inside.getStore()) return this.within(areas, work);
    const result = this.turn.then(() => this.inside.run(true, () => this.take(areas, work)));
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** A unit of work begun within another one is part of its turn; the outer one goes on with its own areas. */
  private async within<T>(areas: AreaScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    const outer = this.named;
    try {
      return await this.take(areas, work);
    } finally {
      await this.name(outer);
    }
  }

  private async take<T>(areas: AreaScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.failed) throw this.failed;
    try {
      await this.name(areas === 'all' ? this.all : areas);
      return await work(new Tx(this.runner, areas));
    } catch (error) {
      // PostgreSQL does nothing more in a transaction in which something failed: the first error tells why.
      this.failed ??= error as Error;
      throw error;
    }
  }

  private async name(areas: readonly string[]): Promise<void> {
    if (areas.join() === this.named.join()) return;
    await setAreas(this.runner, areas);
    this.named = areas;
  }
}
