import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccessModule, Areas, Tokens, Users } from '#access';
import { Database } from '#platform';
import { Allow, AllowAnyone, CurrentUser, type Principal } from '../../apps/web/src/shell/index.js';
import { pageStatements } from '../support/page-statements.js';
import { counted, repeated, StatementLog } from '../support/statements.js';
import type { Visitor } from '../support/visitor.js';
import { type TestWeb, testWeb } from '../support/web.js';

/** Handlers that ask the database nothing by themselves, and two that do, for the control. */
@Controller()
class Asked {
  constructor(
    private readonly areas: Areas,
    private readonly db: Database,
  ) {}

  @Get(['asked', 'api/asked'])
  @Allow('employer', 'list')
  nothing(@CurrentUser() { allAreas }: Principal) {
    return allAreas.map(({ name }) => name).join();
  }

  @Post('asked')
  @Allow('employer', 'list')
  posted() {
    return 'nothing';
  }

  @Get('asked/anyone')
  @AllowAnyone('a test')
  anyone() {
    return 'nothing';
  }

  @Get('asked/once')
  @Allow('employer', 'list')
  async once() {
    return (await this.areas.list()).length;
  }

  @Get('asked/reading')
  @Allow('employer', 'list')
  reading(@CurrentUser() { areaId }: Principal) {
    return this.db.read([areaId], async (tx) => (await this.areas.byId(areaId, tx))?.name);
  }

  @Get('asked/twice')
  @Allow('employer', 'list')
  async twice() {
    return (await this.areas.list()).length + (await this.areas.list()).length;
  }
}

@Module({ imports: [AccessModule], controllers: [Asked] })
class AskedModule {}

/**
 * What a request may ask of PostgreSQL before its handler begins: who asks, with roles and areas; of a person besides the
 * tasks that are due and the pauses, which every page says.
 */
const PERSON = { statements: 3, transactions: 3 };
const TOKEN = { statements: 1, transactions: 1 };

let web: TestWeb;
let log: StatementLog;
beforeAll(async () => {
  web = await testWeb({}, { statements: true, modules: [AskedModule] });
  log = new StatementLog(web.app.get(DataSource));
});
afterAll(() => web?.close());

describe('a request asks PostgreSQL', () => {
  let staff: Visitor & { userId: string };
  let token: string;
  const get = (path: string, by: Visitor = staff) =>
    log.during(async () => expect((await by.get(path)).status).toBe(200));
  const call = () => fetch(`${web.url}/api/asked`, { headers: { authorization: `Bearer ${token}` } });

  beforeAll(async () => {
    staff = await web.signedIn({ role: 'coordinator' });
    const { areaId, db } = web.world;
    const input = { name: 'test', userId: staff.userId, scopes: ['employer:list'], areaIds: [areaId] };
    token = (await db.write([areaId], (tx) => web.app.get(Tokens).create(tx, input))).token;
    expect((await call()).status).toBe(200); // the first use of a day is written down
    await get('/asked');
  });

  it('no more than this before a page of somebody signed in begins', async () => {
    expect(counted(await get('/asked'))).toEqual(PERSON);
    const form = new URLSearchParams({ _csrf: (await staff.get('/area')).form('area').values['_csrf']! });
    const posted = await log.during(() =>
      staff.send('/asked', {
        method: 'POST',
        body: form.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    );
    expect(counted(posted)).toEqual(PERSON);
  });

  it('once before a call of the API begins, and nothing for a stranger', async () => {
    expect(counted(await log.during(call))).toEqual(TOKEN);
    expect(await get('/asked/anyone', web.visitor())).toEqual([]);
  });

  it('and what is asked more is counted', async () => {
    const { statements, transactions } = PERSON;
    expect(counted(await get('/asked/once'))).toEqual({
      statements: statements + 1,
      transactions: transactions + 1,
    });
    expect(counted(await get('/asked/reading'))).toEqual({
      statements: statements + 4,
      transactions: transactions + 1,
    });
    expect(repeated(await get('/asked'))).toEqual([]);
    expect(repeated(await get('/asked/twice'))).toEqual([expect.stringContaining('FROM area')]);
  });

  it('and is answered with roles and areas as they are at that moment', async () => {
    const { db, areaId, owner } = web.world;
    await owner(`UPDATE area SET name = 'Hebden' WHERE id = $1`, [areaId]);
    expect((await staff.get('/asked')).text).toBe('Hebden,Kirklees');
    expect(await (await call()).text()).toBe('Hebden,Kirklees');
    await owner('DELETE FROM role_grant WHERE user_id = $1', [staff.userId]);
    expect((await staff.get('/asked')).status).toBe(403);
    expect((await call()).status).toBe(403);
    const users = web.app.get(Users);
    await db.write([areaId], (tx) => users.grant(tx, staff.userId, 'coordinator', areaId));
    expect((await staff.get('/asked')).status).toBe(200);
    expect((await call()).status).toBe(200);
    await owner('UPDATE app_user SET disabled_at = now() WHERE id = $1', [staff.userId]);
    expect((await staff.get('/asked')).title).toBe((await web.visitor().get('/sign-in')).title);
    expect((await call()).status).toBe(401);
  });
});

it('no page of staff reads the same twice, and an employer’s page keeps its look within what it asked before', async () => {
  const pages = await pageStatements(web, log);
  // Decision 0034; the look at its people is one of them (decision 0037).
  const record = pages.get('/employers/:id')!;
  expect(record.filter(({ text }) => text.includes('note_look'))).toHaveLength(1);
  expect(counted(record).statements).toBeLessThanOrEqual(19);
  const twice = [...pages].flatMap(([page, statements]) =>
    repeated(statements).map((read) => `${page}: ${read}`),
  );
  expect(twice).toEqual([]);
}, 120_000);
