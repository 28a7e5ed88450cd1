import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, QueryRunner } from 'typeorm';
import { type AreaScope, Database, setAreas, Tx } from '#platform';

/**
 * A Database whose every unit of work is a step of one transaction: the sample area is there as a whole or not at all,
 * and no worker meets it half made. Steps take turns; a step that fails takes back what it did. What waits for a
 * commit (waking the queue) is left out: nothing of the past is to be sent.
 */
export class OneTransaction extends Database {
  private turn: Promise<unknown> = Promise.resolve();
  private readonly inside = new AsyncLocalStorage<true>();
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

  /** The connection belongs to the program, which goes on. */
  override async onModuleDestroy(): Promise<void> {}

  private async step<T>(areas: AreaScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.inside.getStore()) return this.within(areas, work);
    const result = this.turn.then(() => this.inside.run(true, () => this.take(areas, work)));
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** A unit of work begun within another one is part of its turn; the outer one goes on with its own areas. */
  private async within<T>(areas: AreaScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    const [before] = await this.runner.query(`SELECT current_setting('app.areas', true) AS areas`);
    try {
      return await this.take(areas, work);
    } finally {
      await this.runner.query(`SELECT set_config('app.areas', $1, true)`, [before.areas ?? '']);
    }
  }

  private async take<T>(named: AreaScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    const areas = named === 'all' ? this.all : named;
    await this.runner.query('SAVEPOINT step');
    try {
      await setAreas(this.runner, areas);
      const result = await work(new Tx(this.runner, areas));
      await this.runner.query('RELEASE SAVEPOINT step');
      return result;
    } catch (error) {
      await this.runner.query('ROLLBACK TO SAVEPOINT step');
      throw error;
    }
  }
}
