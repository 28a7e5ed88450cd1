import type { Command } from 'commander';
import type { Users } from '#access';
import { plainDate } from '#platform';
import { REASON, recordCommand } from './operator.js';
import { answer, CliError } from './output.js';
import { withApp } from './with-app.js';

interface Options {
  user: string;
  name: string;
  scopes: string;
  area: string[];
  days: string;
  reason?: string;
  json?: boolean;
}

export function registerToken(program: Command): void {
  program
    .command('token')
    .description('bearer tokens for the JSON API')
    .command('create')
    .description('make a token; it is shown this once')
    .requiredOption('--user <email>', 'the person responsible for it; it can do no more than that person')
    .requiredOption('--name <name>', 'what it is for, e.g. "Website calendar"')
    .option(
      '--scopes <list>',
      'what it may do, e.g. employer:read,delegate:write; * for all a token can have',
      '*',
    )
    .option(
      '--area <slug>',
      'an area it works in; may be given more than once (default: those in which the person has a role)',
      collect,
      [],
    )
    .option('--days <n>', 'how long it lives, 1 to 365', '90')
    .option(...REASON)
    .option('--json', 'answer as JSON: {"id","token","expiresAt","scopes"}')
    .action(async (options: Options) => {
      const access = await import('#access');
      const { Database } = await import('#platform');
      const made = await withApp(async (app) => {
        const user = await app.get(access.Users).byEmail(options.user);
        if (!user) throw new CliError(`There is no account with the address ${options.user}.`);
        const known = await app.get(access.Areas).list();
        const areaIds = options.area.length
          ? options.area.map((slug) => {
              const area = known.find((a) => a.slug === slug);
              if (!area)
                throw new CliError(
                  `There is no area "${slug}". There are: ${known.map((a) => a.slug).join(', ')}.`,
                );
              return area.id;
            })
          : await areasOf(
              app.get(access.Users),
              user.id,
              known.map((area) => area.id),
            );
        const scopes = options.scopes.split(',').map((scope) => scope.trim());
        const token = await app.get(Database).write([], (tx) =>
          app.get(access.Tokens).create(tx, {
            name: options.name,
            userId: user.id,
            scopes,
            areaIds,
            days: Number(options.days),
          }),
        );
        // In each area it works in, so that those who answer for one see it.
        for (const areaId of areaIds)
          await recordCommand(app, {
            areaId,
            resource: 'api_token',
            subject: token.id,
            reason: options.reason,
          });
        return token;
      });
      answer(options.json, made, made.token);
      if (!options.json)
        process.stderr.write(
          `Keep it: it is not shown again. It holds until ${plainDate(made.expiresAt)}.\n`,
        );
    });
}

const collect = (value: string, before: string[]): string[] => [...before, value];

/** The areas in which somebody has a role; all of them with one in the whole installation. */
async function areasOf(users: Users, userId: string, all: string[]): Promise<string[]> {
  const grants = await users.grants(userId);
  return all.filter((id) => grants.some(({ areaId }) => areaId === null || areaId === id));
}
