import type { Command } from 'commander';
import { answer, table } from './output.js';
import { runWithApp } from './run-with-app.js';

export function areasCommand(program: Command): void {
  const areas = program.command('areas').description('the areas of this installation');
  areas
    .command('list')
    .description('all areas')
    .option('--json', 'answer as JSON: [{"id","name","slug","gssCode"}]')
    .action(async (options: { json?: boolean }) => {
      const all = await runWithApp(async (app) => app.get((await import('#access')).Areas).list());
      const rows = all.map(({ id, name, slug, gssCode }) => ({ id, name, slug, gssCode }));
      const lines = table([
        ['Slug', 'Name', 'GSS code'],
        ...rows.map((a) => [a.slug, a.name, a.gssCode ?? '']),
      ]);
      answer(options.json, rows, rows.length ? lines : 'There is no area yet: areas create makes one.');
    });
  areas
    .command('create')
    .description('make an area')
    .requiredOption('--name NAME', 'what people call it, e.g. Calderdale')
    .option('--slug SLUG', 'its name in addresses; made from the name when left out')
    .option('--gss CODE', 'code of its local authority, e.g. E08000033')
    .option('--json', 'answer as JSON: {"id","name","slug","gssCode"}')
    .action(async (options: { name: string; slug?: string; gss?: string; json?: boolean }) => {
      const slug = options.slug ?? slugOf(options.name);
      const { id, name, gssCode } = await runWithApp(async (app) =>
        app
          .get((await import('#access')).Areas)
          .create({ name: options.name, slug, gssCode: options.gss ?? null }),
      );
      answer(options.json, { id, name, slug, gssCode }, `Made ${name} (${slug}), ${id}`);
    });
}

/** "Kirklees & Calderdale" becomes "kirklees-calderdale". */
const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
