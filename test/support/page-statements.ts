import { Tokens } from '#access';
import { SampleArea } from '#demo';
import { type Statement, StatementLog } from './statements.js';
import type { TestWeb } from './web.js';

/**
 * What PostgreSQL runs for each of these requests of a coordinator, by the page's name, in a loaded sample area. Each is
 * asked for once before, since a process keeps what never changes.
 */
export async function pageStatements(web: TestWeb, log: StatementLog): Promise<Map<string, Statement[]>> {
  const { db } = web.world;
  const staff = await web.signedIn({ role: 'administrator', areaId: null }, { role: 'coordinator' });
  const areaId = await web.app.get(SampleArea).load(staff.userId);
  await (await staff.get('/area')).form('area').fill({ area: areaId }).submit();
  const { token } = await db.write([areaId], (tx) =>
    web.app
      .get(Tokens)
      .create(tx, { name: 'statements', userId: staff.userId, scopes: ['*'], areaIds: [areaId] }),
  );
  const employer = await db.read([areaId], (tx) =>
    tx.one<{ id: string }>(`SELECT employer_id AS id FROM charter WHERE area_id = $1 ORDER BY id LIMIT 1`, [
      areaId,
    ]),
  );
  const cookie = staff
    .cookiesFor()
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
  const asked = new Map<string, Statement[]>();
  for (const address of [
    '/',
    '/today',
    '/employers',
    `/employers/${employer!.id}`,
    `/employers/${employer!.id}/edit`,
    '/employers/new',
    '/charter',
    '/training',
    '/surveys',
    '/mail',
    '/mail/sendings',
    '/mail/returned',
    '/settings',
    '/settings/area',
    '/account',
    '/area',
    '/api/employers',
  ]) {
    const headers: Record<string, string> = address.startsWith('/api/')
      ? { authorization: `Bearer ${token}` }
      : { cookie };
    const ask = async () => {
      const answer = await fetch(web.url + address, { headers, redirect: 'manual' });
      await answer.arrayBuffer();
      if (answer.status >= 400) throw new Error(`${address} answers ${answer.status}`);
    };
    await ask();
    asked.set(address.replace(employer!.id, ':id'), await log.during(ask));
  }
  return asked;
}
