import { Controller, Get, Module, Post } from '@nestjs/common';
import { z } from 'zod';
import { AccessModule, CONDITIONS } from '#access';
import { SampleArea } from '#demo';
import { newId } from '#platform';
import {
  Allow,
  CurrentUser,
  Form,
  field,
  isPublicPage,
  onlyOf,
  type Principal,
} from '../../apps/web/src/shell/index.js';
import { keptBy } from '../../apps/web/src/shell/kept-by-form.js';
import { allRoutes, type WalkRoute, written, writtenCell } from '../support/right-walk.js';
import { type TestWeb, testWeb } from '../support/web.js';

let done = 0;

/** Handlers that leave aside what a right asks, and the same with what it asks. */
@Controller('trial')
class Trial {
  @Post('draft/aside')
  @Allow('employer', 'create')
  draftAside() {
    done++;
    return { text: 'added' };
  }

  @Post('draft')
  @Allow('employer', 'create', { keeps: ['draft'] })
  draft(@CurrentUser() who: Principal) {
    return { text: who.owed.take('draft') ? 'proposed' : 'added' };
  }

  @Get('own/aside')
  @Allow('task', 'list')
  ownAside() {
    return { text: 'all tasks' };
  }

  @Get('own')
  @Allow('task', 'list')
  own(@CurrentUser() who: Principal) {
    return { text: onlyOf(who) ?? 'everybody' };
  }

  @Post('reason/aside')
  @Allow('suppression', 'delete')
  reasonAside() {
    done++;
    return { text: 'lifted' };
  }

  @Post('reason')
  @Allow('suppression', 'delete')
  reason(@Form(z.object({ why: field.reason() })) _form: { why: string }) {
    done++;
    return { text: 'lifted' };
  }
}

@Module({ imports: [AccessModule], controllers: [Trial] })
class TrialModule {}

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb({}, { modules: [TrialModule] });
});
afterAll(() => web?.close());

const post = (...sent: Parameters<TestWeb['post']>) => web.post(...sent);

describe('a condition of the matrix', () => {
  it('has somebody who keeps it wherever a route is granted under it; the others wait with their pairs', () => {
    const kept = ['fresh', 'reason', 'two', 'preview', 'audited', 'draft', 'shared', 'before_use'];
    const waiting = new Set(written.unused.map(({ pair, role }) => `${pair} ${role ?? ''}`));
    const asked = Object.entries(written.grants).flatMap(([resource, verbs]) =>
      Object.entries(verbs).flatMap(([verb, roles]) =>
        Object.entries(roles).flatMap(([role, cell]) =>
          (cell?.conditions ?? []).map((condition) => [condition, `${resource}:${verb}`, role] as const),
        ),
      ),
    );
    expect(asked.map(([condition]) => condition).filter((one) => !CONDITIONS.includes(one as never))).toEqual(
      [],
    );
    const waits = (pair: string, role: string) => waiting.has(`${pair} `) || waiting.has(`${pair} ${role}`);
    const open = asked.filter(([condition, pair, role]) => !kept.includes(condition) && !waits(pair, role));
    expect(open).toEqual([]);
    // None stands here that the matrix does not ask, but for `two`, which also follows from what is given.
    for (const condition of kept) expect(asked.map(([one]) => one)).toContain(condition);
  });

  it('a handler leaves aside: then it answers nothing', async () => {
    const partner = await web.signedIn({ role: 'partner' });
    const coordinator = await web.signedIn({ role: 'coordinator' });
    expect((await post(partner, '/trial/draft/aside')).status).toBe(500);
    // Nothing was done by then.
    expect(done).toBe(0);
    expect((await post(partner, '/trial/draft')).text).toContain('proposed');
    // Whose right does not ask it is not kept from anything.
    expect((await post(coordinator, '/trial/draft/aside')).text).toContain('added');
    expect(done).toBe(1);
    done = 0;
    expect((await post(coordinator, '/trial/draft')).text).toContain('added');
    expect((await partner.get('/trial/own/aside')).status).toBe(500);
    expect((await partner.get('/trial/own')).text).toContain(partner.userId);
    expect((await coordinator.get('/trial/own')).text).toContain('everybody');
  });

  it('that a form keeps: without such a field nothing is done, and without a reason neither', async () => {
    const coordinator = await web.signedIn({ role: 'coordinator' });
    expect((await post(coordinator, '/trial/reason/aside')).status).toBe(500);
    expect((await post(coordinator, '/trial/reason')).status).toBe(422);
    expect((await post(coordinator, '/trial/reason', { why: 'too short' })).status).toBe(422);
    expect(done).toBe(0);
    expect((await post(coordinator, '/trial/reason', { why: 'They wrote to us again' })).status).toBe(201);
    expect(done).toBe(1);
  });

  it('is found in a form however it is put together', () => {
    const base = z.object({ why: field.reason(), n: field.shownCount() });
    expect(keptBy(base).sort()).toEqual(['preview', 'reason']);
    expect(keptBy(base.omit({ why: true }))).toEqual(['preview']);
    expect(keptBy(base.refine(() => true)).length).toBe(2);
    expect(keptBy(base.extend({ more: field.maybeText(10) })).length).toBe(2);
    expect(keptBy(z.union([base, z.object({ other: z.string() })]))).toEqual([]);
    expect(keptBy(z.object({ why: field.maybeText(300) }))).toEqual([]);
  });
});

describe('a reason, or the count that was shown', () => {
  let areaId: string;
  beforeAll(async () => {
    const staff = await web.signedIn({ role: 'administrator', areaId: null });
    areaId = await web.app.get(SampleArea).load(staff.userId);
  }, 120_000);

  const TABLES: Record<string, string> = {
    employerId: 'employer',
    importId: 'import_run',
    messageId: 'message',
    sessionId: 'session',
    waveId: 'wave',
    returnedId: 'returned_reading',
  };
  const contents = async (): Promise<string> => {
    const tables = await web.world.owner<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
          AND relname NOT IN ('rate_count', 'sign_in_session') AND relname NOT LIKE 'audit%' ORDER BY 1`,
    );
    const sums: string[] = [];
    for (const { name } of tables) {
      const [row] = await web.world.owner<{ sum: string }>(
        `SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS sum FROM ${name} t`,
      );
      sums.push(`${name} ${row!.sum}`);
    }
    return sums.join('\n');
  };

  it('is asked by every route the matrix says it of: sent without, nothing changes', async () => {
    const asks = ({ policy, method, path }: WalkRoute) =>
      policy?.kind === 'right' &&
      method !== 'GET' &&
      !isPublicPage(path) &&
      !policy.prepares &&
      ['coordinator', 'administrator'].some((role) =>
        writtenCell(role, policy.resource, policy.verb)?.conditions?.some(
          (one) => one === 'reason' || one === 'preview',
        ),
      );
    const routes = allRoutes(web)
      .filter(asks)
      .filter(({ path }) => !path.startsWith('/trial'));
    expect(routes.length).toBeGreaterThan(20);
    const ids: Record<string, string> = {};
    for (const [name, table] of Object.entries(TABLES)) {
      const [row] = await web.world.owner<{ id: string }>(
        `SELECT id FROM ${table} WHERE area_id = $1 ORDER BY id LIMIT 1`,
        [areaId],
      );
      if (row) ids[name] = row.id;
    }
    const people = [
      await web.signedIn({ role: 'coordinator', areaId }),
      await web.signedIn({ role: 'administrator', areaId }),
    ];
    const before = await contents();
    const taken: string[] = [];
    for (const route of routes)
      for (const who of people) {
        await web.world.owner('DELETE FROM rate_count');
        const path = route.path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? newId());
        const { status } = await post(who, path, {
          act: 'end',
          what: 'all',
          verdict: 'leave',
          how: 'lapsed',
        });
        if (status < 400 || status >= 500) taken.push(`${route.method} ${route.path} ${status}`);
      }
    expect(taken).toEqual([]);
    expect(await contents()).toBe(before);
  }, 240_000);
});
