import type { Command } from 'commander';
import { REASON, recordCommand } from './operator.js';
import { answer, table } from './output.js';
import { withApp } from './with-app.js';

export function registerAreas(program: Command): void {
  const areas = program.command('areas').description('the areas of this installation');
  areas
    .command('list')
    .description('all areas')
    .option('--json', 'answer as JSON: [{"id","name","slug","gssCode"}]')
    .action(async (options: { json?: boolean }) => {
      const { Areas } = await import('#access');
      const all = await withApp((app) => app.get(Areas).list());
      const rows = all.map(({ id, name, slug, gssCode }) => ({ id, name, slug, gssCode }));
      const lines = table([
        ['Slug', 'Name', 'GSS code'],
        ...rows.map((a) => [a.slug, a.name, a.gssCode ?? '']),
      ]);
      answer(options.json, rows, rows.length ? lines : 'There is no area yet; "areas create" makes one.');
    });
  areas
    .command('create')
    .description('make an area')
    .requiredOption('--name <name>', 'what people call it, e.g. Calderdale')
    .option('--slug <slug>', 'its name in addresses; made from the name when left out')
    .option('--gss <code>', 'code of its local authority, e.g. E08000033')
    .option(...REASON)
    .option('--json', 'answer as JSON: {"id","name","slug","gssCode"}')
    .action(
      async (options: { name: string; slug?: string; gss?: string; reason?: string; json?: boolean }) => {
        const { Areas } = await import('#access');
        const { id, name, slug, gssCode } = await withApp(async (app) => {
          const made = await app
            .get(Areas)
            .create({ name: options.name.trim(), slug: options.slug, gssCode: options.gss ?? null });
          const { reason } = options;
          await recordCommand(app, { areaId: made.id, resource: 'setting', subject: made.id, reason });
          return made;
        });
        answer(options.json, { id, name, slug, gssCode }, `Made ${name} (${slug}), ${id}`);
      },
    );
}
