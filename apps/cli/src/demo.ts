import type { Command } from 'commander';
import { REASON, recordCommand } from './operator.js';
import { answer, CliError } from './output.js';
import { withApp } from './with-app.js';

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'load the sample area: employers of Calderdale and invented work with them; does nothing when it is there',
    )
    .option('--user <email>', 'who becomes its coordinator (default: everybody who may set up areas)')
    .option(...REASON)
    .option('--json', 'answer as JSON: {"areaId","slug","coordinators"}')
    .action(async (options: { user?: string; reason?: string; json?: boolean }) => {
      const [{ Users }, { SAMPLE_SLUG, SampleArea }] = await Promise.all([
        import('#access'),
        import('#demo'),
      ]);
      const made = await withApp(async (app) => {
        const users = app.get(Users);
        const people = options.user ? [await users.byEmail(options.user)] : await installers(users);
        if (people.includes(undefined))
          throw new CliError(`There is no account with the address ${options.user}.`);
        const sample = app.get(SampleArea);
        const areaId = await sample.load(people[0]?.id, (step) => process.stderr.write(`${step}\n`));
        for (const person of people.slice(1)) await sample.load(person!.id);
        const { reason } = options;
        await recordCommand(app, { areaId, resource: 'setting', subject: areaId, reason });
        return { areaId, slug: SAMPLE_SLUG, coordinators: people.map((person) => person!.email) };
      });
      const who = made.coordinators.length
        ? `sign in as ${made.coordinators.join(' or ')}`
        : 'whoever makes the first account will be its coordinator';
      answer(options.json, made, `The sample area is loaded (${made.slug}); ${who}.`);
    });
}

/** Accounts that may set up areas: administrators of the whole installation. */
async function installers(users: import('#access').Users) {
  const all = await users.list([]);
  return all.filter(
    (user) => user.active && user.grants.some((g) => g.role === 'administrator' && !g.areaId),
  );
}
