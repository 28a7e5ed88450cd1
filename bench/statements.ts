import { DataSource } from 'typeorm';
import { pageStatements } from '../test/support/page-statements.js';
import { counted, repeated, StatementLog } from '../test/support/statements.js';
import { withTemporaryWeb } from './temporary-web.js';

/**
 * `npm run bench -- statements [--show]`: how many statements PostgreSQL runs for one request of each page, in how many
 * transactions, and how many reads are made twice. `--show`: the statements too. The last line is JSON.
 */
export async function pagesAsked(args: string[]): Promise<void> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  await withTemporaryWeb(
    async (web) => {
      const log = new StatementLog(web.app.get(DataSource));
      say('Loading the sample area …');
      const found: Record<string, { statements: number; transactions: number; twice: number }> = {};
      for (const [page, statements] of await pageStatements(web, log)) {
        const { statements: n, transactions } = counted(statements);
        const twice = repeated(statements);
        found[page] = { statements: n, transactions, twice: twice.length };
        say(`${page.padEnd(22)} ${n} statements in ${transactions} transactions, ${twice.length} made twice`);
        if (args.includes('--show'))
          for (const { transaction, text, values } of statements)
            say(`  ${transaction} ${text.replace(/\s+/g, ' ').slice(0, 160)} ${values.slice(0, 160)}`);
      }
      process.stdout.write(`${JSON.stringify(found)}\n`);
    },
    { statements: true },
  );
}
