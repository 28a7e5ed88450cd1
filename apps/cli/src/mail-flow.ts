import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import type { RunWithApp } from './import.js';
import { OPERATOR } from './operator.js';
import { answer, CliError, table } from './output.js';
import { withApp } from './with-app.js';

interface Options {
  area?: string;
  campaign?: string;
  allButService?: boolean;
  only?: 'all' | 'service' | 'nothing';
  reason: string;
  json?: boolean;
}

const AREA = 'slug of the area; left out: the whole installation';

/** `mail pause|resume|release|state`: mail that stands still, and letting it go again. */
export function registerStanding(mail: Command, run: RunWithApp = withApp): void {
  mail
    .command('pause')
    .description('hold all mail that has not left, from now on')
    .option('--area <slug>', AREA)
    .option('--all-but-service', 'service mail goes on')
    .option('--campaign <name>', 'one sending of the area only, e.g. wave:<id>')
    .requiredOption('--reason <words>', 'why, in 10 to 300 characters; people read it beside each mail')
    .option('--json', 'answer as JSON: {"held"}')
    .action(async (options: Options) => {
      const { held } = await run((app) => pause(app, options));
      answer(options.json, { held }, `Paused; ${held} mails are held.`);
    });
  mail
    .command('resume')
    .description('end the pauses of this area, of one sending, or of the whole installation')
    .option('--area <slug>', AREA)
    .option('--campaign <name>', 'only the pause of this sending')
    .requiredOption('--reason <words>', 'why it may go, in 10 to 300 characters')
    .option('--json', 'answer as JSON: {"ended","released"}')
    .action(async (options: Options) => {
      const done = await run((app) => resume(app, options));
      answer(options.json, done, `Ended ${done.ended}; ${done.released} mails go at the time they were due.`);
    });
  mail
    .command('release')
    .description('after a restore: let mail go again')
    .option('--area <slug>', 'slug of the area; left out: every area that stands still')
    .option('--only <what>', 'of what is held: all, service or nothing', 'all')
    .requiredOption('--reason <words>', 'how one knows that it has not gone already, in 10 to 300 characters')
    .option('--json', 'answer as JSON: [{"area","released"}]')
    .action(async (options: Options) => {
      if (!['all', 'service', 'nothing'].includes(options.only ?? ''))
        throw new CliError('--only is all, service or nothing.');
      const done = await run((app) => release(app, options));
      if (!done.length) throw new CliError('No mail stands still after a restore.');
      const lines = done.map((one) => `${one.area}: ${one.released} mails go at the time they were due.`);
      answer(options.json, done, lines);
    });
  mail
    .command('state')
    .description('what stands still, and why')
    .option('--json', 'answer as JSON: [{"area","restored","heldAfterRestore","pauses"}]')
    .action(async (options: { json?: boolean }) => {
      const areas = await run(state);
      const lines = areas.flatMap((one) => [
        ...(one.restored ? [[one.area, 'after a restore', String(one.heldAfterRestore), one.restored]] : []),
        ...one.pauses.map((pause) => [
          one.area,
          pause.what,
          String(pause.waiting),
          `${pause.by}: ${pause.reason}`,
        ]),
      ]);
      const said = lines.length
        ? table([['Area', 'Stands still', 'Mails', 'Why'], ...lines])
        : 'All mail goes.';
      answer(options.json, areas, said);
    });
}

async function areaOf(app: INestApplicationContext, slug: string): Promise<{ id: string; slug: string }> {
  const { Areas } = await import('#access');
  const all = await app.get(Areas, { strict: false }).list();
  const found = all.find((area) => area.slug === slug);
  if (!found)
    throw new CliError(`There is no area “${slug}”. There are: ${all.map((area) => area.slug).join(', ')}.`);
  return found;
}

/** The area asked for; null: the whole installation. */
async function scopeOf(app: INestApplicationContext, options: Options): Promise<string | null> {
  if (options.campaign && !options.area) throw new CliError('Say with --area whose sending it is.');
  return options.area === undefined ? null : (await areaOf(app, options.area)).id;
}

async function pause(app: INestApplicationContext, options: Options): Promise<{ held: number }> {
  const [{ MailPauses }, { Database }] = await Promise.all([import('#messaging'), import('#platform')]);
  const areaId = await scopeOf(app, options);
  const request = {
    areaId,
    campaign: options.campaign ?? null,
    exceptService: options.allButService ?? false,
    reason: options.reason,
  };
  return app
    .get(Database)
    .write(areaId ? [areaId] : 'all', (tx) =>
      app.get(MailPauses, { strict: false }).pause(tx, request, OPERATOR),
    );
}

async function resume(
  app: INestApplicationContext,
  options: Options,
): Promise<{ ended: number; released: number }> {
  const [{ MailPauses }, { Database }] = await Promise.all([import('#messaging'), import('#platform')]);
  const areaId = await scopeOf(app, options);
  const pauses = app.get(MailPauses, { strict: false });
  return app.get(Database).write(areaId ? [areaId] : 'all', async (tx) => {
    const meant = (await pauses.ofScope(tx, areaId)).filter(
      (one) => options.campaign === undefined || one.campaign === options.campaign,
    );
    if (!meant.length) throw new CliError('Nothing of that is paused; "mail state" says what is.');
    let released = 0;
    for (const { id } of meant) released += await pauses.resume(tx, areaId, id, options.reason, OPERATOR);
    return { ended: meant.length, released };
  });
}

async function release(
  app: INestApplicationContext,
  options: Options,
): Promise<{ area: string; released: number }[]> {
  const [{ Areas }, { RestoreGuard }, { Database }] = await Promise.all([
    import('#access'),
    import('#messaging'),
    import('#platform'),
  ]);
  const areas = options.area
    ? [await areaOf(app, options.area)]
    : await app.get(Areas, { strict: false }).list();
  const restore = app.get(RestoreGuard, { strict: false });
  const ids = areas.map((area) => area.id);
  const done: { area: string; released: number }[] = [];
  await app.get(Database).write(ids, async (tx) => {
    for (const area of areas) {
      if (!(await restore.state(tx, area.id)).pending) continue;
      const released = await restore.release(tx, area.id, options.only ?? 'all', options.reason, OPERATOR);
      done.push({ area: area.slug, released });
    }
  });
  return done;
}

async function state(app: INestApplicationContext) {
  const [{ Areas }, { MailPauses, RestoreGuard }, { Database }] = await Promise.all([
    import('#access'),
    import('#messaging'),
    import('#platform'),
  ]);
  const areas = await app.get(Areas, { strict: false }).list();
  const [restore, pauses] = [
    app.get(RestoreGuard, { strict: false }),
    app.get(MailPauses, { strict: false }),
  ];
  return app.get(Database).read('all', async (tx) => {
    const rows = [];
    for (const area of areas) {
      const { pending, waiting } = await restore.state(tx, area.id);
      const inForce = (await pauses.list(tx, area.id)).filter((one) => !one.endedAt);
      rows.push({
        area: area.slug,
        restored: pending?.why ?? null,
        heldAfterRestore: waiting,
        pauses: inForce.map((one) => ({
          what: one.campaign ?? (one.covers === 'all' ? 'all mail' : 'all but service mail'),
          everywhere: one.areaId === null,
          since: one.since,
          by: one.by.label ?? 'somebody',
          reason: one.reason,
          waiting: one.waiting,
        })),
      });
    }
    return rows;
  });
}
