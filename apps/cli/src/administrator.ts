import type { Command } from 'commander';
import { reasonProblem } from '#platform';
import { OPERATOR } from './operator.js';
import { answer, CliError } from './output.js';
import { withApp } from './with-app.js';

interface Options {
  user: string;
  area?: string;
  reason: string;
}

export function registerAdministrator(program: Command): void {
  program
    .command('administrator')
    .description(
      'makes somebody an administrator where nobody else can confirm it; kept in the audit with the reason',
    )
    .requiredOption('--user <email>', 'the address of their account')
    .option('--area <slug>', 'the area they administer (default: the whole installation)')
    .requiredOption('--reason <text>', 'why, in 10 to 300 characters')
    .action(async ({ user: email, area: slug, reason }: Options) => {
      const problem = reasonProblem(reason);
      if (problem) throw new CliError(`--reason: ${problem}`);
      const { Areas, Users } = await import('#access');
      const { Accounts } = await import('#accounts');
      const { Database } = await import('#platform');
      const where = await withApp(async (app) => {
        const user = await app.get(Users).byEmail(email);
        if (!user) throw new CliError(`There is no account with the address ${email}.`);
        const areas = await app.get(Areas).list();
        const area = slug ? areas.find((one) => one.slug === slug) : undefined;
        if (slug && !area) throw new CliError(`There is no area "${slug}".`);
        await app.get(Database).write(
          areas.map(({ id }) => id),
          (tx) => app.get(Accounts).makeAdministrator(tx, user.id, area?.id ?? null, OPERATOR, reason),
        );
        return area?.name ?? 'the whole installation';
      });
      answer(undefined, undefined, `${email} is an administrator of ${where} now.`);
    });
}
