import type { Command } from 'commander';
import type { RunWithApp } from './import.js';
import { answer, CliError } from './output.js';
import { withApp } from './with-app.js';

interface Options {
  head?: string;
  json?: boolean;
}

/** `audit verify`: whether the audit is as it was sealed. */
export function registerAudit(program: Command, run: RunWithApp = withApp): void {
  program
    .command('audit')
    .description('who did what: the entries are sealed each minute')
    .command('verify')
    .description('walk along the seals; ends with 1 where one does not fit')
    .option('--head <number:hash>', 'a head from the log or an earlier answer, which has to be in the chain')
    .option('--json', 'answer as JSON: {"seals","entries","removed","sealedTo","head","broken"}')
    .action(async (options: Options) => {
      const found = await run(async (app) => {
        const { AuditChain } = await import('#access');
        const chain = app.get(AuditChain, { strict: false });
        const known = options.head === undefined || (await chain.holds(options.head));
        if (!known)
          throw new CliError(`The head ${options.head} is not part of the chain: the audit is another one.`);
        const { seals, entries, removed, sealedTo, head, broken } = await chain.check();
        return {
          seals: Number(seals),
          entries: Number(entries),
          removed: Number(removed),
          sealedTo: sealedTo?.toISOString() ?? null,
          head,
          broken: broken === null ? null : Number(broken),
        };
      });
      if (found.broken !== null) process.exitCode = 1;
      answer(
        options.json,
        found,
        found.broken === null
          ? `The chain holds up to ${found.sealedTo ?? 'its beginning'}: ${found.seals} seals, ${found.entries} entries, ${found.removed} erased in time. Head ${found.head}`
          : `Seal ${found.broken} does not fit its entries or the seal before it.`,
      );
    });
}
