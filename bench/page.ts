import { Controller, Get, Module, Param } from '@nestjs/common';
import pg from 'pg';
import { SampleArea } from '#demo';
import { AllowAnyone } from '../apps/web/src/shell/index.js';
import { fillArea } from './employer-area.js';
import { Asker, percentile } from './pages-asked.js';
import { withTemporaryWeb } from './temporary-web.js';

const EMPLOYERS = 50_000;
const TASKS = 4000;
const MESSAGES = 100_000;
const TIMES = 200;

/** What a bare page answers, by the name of the page it is as large as. */
const bodies = new Map<string, string>();

/** Pages that read nothing and are made of nothing: what the stack itself takes. */
@Controller('bare')
class BareController {
  @Get(':page')
  @AllowAnyone('for the bench only')
  page(@Param('page') page: string): string {
    return bodies.get(page)!;
  }
}
@Module({ controllers: [BareController] })
class BareModule {}

/**
 * `npm run bench -- page`: pages of a full area (50,000 employers beside the sample, 4,000 tasks, 100,000 emails), each beside
 * a bare page of the same words from the same web server; milliseconds, the middle of 200. ratio: floor over ours. The last
 * line is JSON.
 */
export async function page(): Promise<void> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  await withTemporaryWeb(
    async (web) => {
      const staff = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
      const areaId = await web.app.get(SampleArea).load(staff.userId);
      await (await staff.get('/area')).form('area').fill({ area: areaId }).submit();
      const owner = new pg.Client({ connectionString: web.world.settings.databaseUrl! });
      await owner.connect();
      const record = `/employers/${await fill(owner, areaId, staff.userId).finally(() => owner.end())}`;
      const asker = new Asker(web, staff);
      const found: Record<string, { ours_ms: number; floor_ms: number; ratio: number }> = {};
      for (const [name, path] of Object.entries({
        record,
        list: '/employers',
        today: '/today',
        find: '/find?q=hall',
      })) {
        const { text } = await staff.get(path);
        bodies.set(name, text);
        const [ours, floors]: [number[], number[]] = [[], []];
        for (let i = 0; i < TIMES * 1.25; i++) {
          const [one, other] = [await asker.get(path), await asker.get(`/bare/${name}`)];
          // The first ones are to warm up.
          if (i < TIMES / 4) continue;
          ours.push(one);
          floors.push(other);
        }
        const [mine, floor] = [percentile(ours, 50), percentile(floors, 50)];
        found[name] = {
          ours_ms: Math.round(mine * 10) / 10,
          floor_ms: Math.round(floor * 10) / 10,
          ratio: Math.round((floor / mine) * 100) / 100,
        };
        say(`${name.padEnd(8)} ${JSON.stringify(found[name])} ${Math.round(text.length / 1000)} kB`);
      }
      process.stdout.write(`${JSON.stringify({ bench: 'page', pages: found })}\n`);
    },
    { modules: [BareModule] },
  );
}

/** Answers the id of the employer of whom there is most to tell. */
async function fill(owner: pg.Client, areaId: string, userId: string): Promise<string> {
  await fillArea(owner, areaId, EMPLOYERS);
  await fillWork(owner, areaId, userId);
  const { rows } = await owner.query(
    'SELECT employer_id AS id FROM fact WHERE area_id = $1 AND employer_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1',
    [areaId],
  );
  return (rows as { id: string }[])[0]!.id;
}

/** Next steps of everybody, some of them due and the coordinator's, and emails of every state. */
async function fillWork(owner: pg.Client, areaId: string, userId: string): Promise<void> {
  await owner.query(
    `INSERT INTO task (id, area_id, employer_id, title, due_on, owner_id, created_at)
     SELECT gen_random_uuid(), $1, e.id, 'Ring them about the charter', date '2026-11-24' + (e.n % 90 - 3)::int,
            CASE WHEN e.n % 20 = 0 THEN $2::uuid END, now()
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM employer WHERE area_id = $1 LIMIT $3) e`,
    [areaId, userId, TASKS],
  );
  await owner.query(
    `INSERT INTO message (id, area_id, send_key, message_id, verp_token, employer_id, address, recipient_name, purpose, promotional,
                          template, template_version, data, subject, cause, state, created_at, settled_at)
     SELECT gen_random_uuid(), $1, 'bench:' || e.n, '<' || e.n || '@bench.example>', 'bench' || e.n, e.id,
            'person' || e.n || '@employer.example', 'Person ' || e.n, 'invitation', false, 'surveys.survey-invitation', 1, '{}',
            'How is mental health at work with you?', 'Because', CASE WHEN e.n % 50 = 0 THEN 'bounced' ELSE 'sent' END,
            timestamptz '2026-11-20T09:00Z' - e.n * interval '3 minutes', timestamptz '2026-11-20T09:05Z' - e.n * interval '3 minutes'
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM employer, generate_series(1, 2) WHERE area_id = $1 LIMIT $2) e`,
    [areaId, MESSAGES],
  );
  await owner.query('VACUUM ANALYZE task, message, fact');
}
