import type { Command } from 'commander';
import type { RunWithApp } from './import.js';
import { OPERATOR } from './operator.js';
import { answer, CliError } from './output.js';
import { withApp } from './with-app.js';

interface Options {
  reason: string;
  json?: boolean;
}

/** `second-factor end EMAIL`: for the last administrator who lost theirs, whom nobody else can send a link. */
export function registerSecondFactor(program: Command, run: RunWithApp = withApp): void {
  program
    .command('second-factor')
    .description('what people sign in with besides a password')
    .command('end <email>')
    .description(
      'end the second factor and the sign-ins of an account; its password stays, and it sets up a new one',
    )
    .requiredOption('--reason <words>', 'why, in 10 to 300 characters; kept in the audit')
    .option('--json', 'answer as JSON: {"id","email"}')
    .action(async (email: string, options: Options) => {
      const done = await end(run, email, options.reason);
      answer(
        options.json,
        done,
        `The second factor of ${done.email} has ended. They sign in with their password and set up a new one.`,
      );
    });
}

function end(run: RunWithApp, email: string, reason: string): Promise<{ id: string; email: string }> {
  return run(async (app) => {
    const [{ Users }, { Accounts }, { REASON_WORDS, reasonProblem }] = await Promise.all([
      import('#access'),
      import('#accounts'),
      import('#platform'),
    ]);
    if (reasonProblem(reason)) throw new CliError(`--reason: ${REASON_WORDS}`);
    const user = await app.get(Users, { strict: false }).byEmail(email);
    if (!user) throw new CliError(`There is no account with the address ${email}.`);
    if (user.disabledAt)
      throw new CliError(
        `The access of ${email} has ended: a new second factor does not let them in. An administrator gives it back.`,
      );
    await app.get(Accounts, { strict: false }).endFactors(user.id, OPERATOR, reason);
    return { id: user.id, email: user.email };
  });
}
