import type { ClientBase, Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** A statement as PostgreSQL says it ran it. */
export interface Statement {
  text: string;
  /** Its values, in PostgreSQL's words; '' for none. */
  values: string;
  /** A number of its own for each transaction; a statement outside one is a transaction by itself. */
  transaction: number;
}

/**
 * What PostgreSQL ran for a data source, told by PostgreSQL itself: of a database made with `statements` (database.ts) it
 * sends each statement back beside its answer (`log_statement`, `client_min_messages`). Several statements in one
 * message count as one.
 */
export class StatementLog {
  readonly statements: Statement[] = [];
  private transactions = 0;

  constructor(source: DataSource) {
    const heard = new WeakSet<ClientBase>();
    (source.driver as unknown as { master: Pool }).master.on('acquire', (client) => {
      if (heard.has(client)) return;
      heard.add(client);
      this.listen(client);
    });
  }

  /** The statements that ran while the work was done, in their order. */
  async during(work: () => Promise<unknown>): Promise<Statement[]> {
    const from = this.statements.length;
    await work();
    return this.statements.slice(from);
  }

  private listen(client: ClientBase): void {
    let open: number | undefined;
    client.on('notice', ({ message = '', detail = '' }) => {
      const text = /^(?:statement|execute [^:]*): (.*)/s.exec(message)?.[1];
      if (text === undefined) return;
      if (/^(BEGIN|START TRANSACTION)\b/.test(text)) open = ++this.transactions;
      this.statements.push({ text, values: detail, transaction: open ?? ++this.transactions });
      if (/^(COMMIT|ROLLBACK)\b/.test(text)) open = undefined;
    });
  }
}

/** How many there are, and in how many transactions. */
export const counted = (statements: readonly Statement[]) => ({
  statements: statements.length,
  transactions: new Set(statements.map(({ transaction }) => transaction)).size,
});

/** Reads that were made again with the same values, as text; what opens and ends a transaction is not one. */
export function repeated(statements: readonly Statement[]): string[] {
  const seen = new Set<string>();
  return statements.flatMap(({ text, values }) => {
    if (/^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SELECT set_config)\b/.test(text)) return [];
    const read = `${text} ${values}`;
    if (!seen.has(read)) {
      seen.add(read);
      return [];
    }
    return [read];
  });
}
