import { jest } from '@jest/globals';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { LOG, type Log } from '#platform';
import { type TestWeb, testWeb } from '../support/web.js';

describe('while the database is away', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await testWeb();
  });
  afterAll(() => web.close());

  it('pages and programs are told so and when to come again, in one line of the log each', async () => {
    const coordinator = await web.signedIn({ role: 'coordinator' });
    expect((await coordinator.get('/today')).status).toBe(200);
    const pool = (web.app.get(DataSource).driver as unknown as { master: Pool }).master;
    const { connectionString, port } = pool.options;
    const logged = jest.spyOn(web.app.get<Log>(LOG), 'error').mockImplementation(() => undefined);
    try {
      Object.assign(pool.options, { connectionString: 'postgres://nobody@127.0.0.1:1/nowhere', port: 1 });
      await web.world.owner(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      const page = await coordinator.get('/today');
      expect([page.status, page.words]).toEqual([
        503,
        expect.stringContaining('The database does not answer'),
      ]);
      const api = await fetch(`${web.url}/api/employers`, {
        headers: { authorization: `Bearer mecrm_${'a'.repeat(43)}` },
      });
      expect([api.status, api.headers.get('retry-after')]).toEqual([503, '30']);
      expect(await api.json()).toMatchObject({ status: 503, code: 'database-away' });
      expect(logged.mock.calls).toEqual([
        [expect.objectContaining({ code: expect.any(String) }), 'the database does not answer'],
        [expect.objectContaining({ code: expect.any(String) }), 'the database does not answer'],
      ]);
      expect(JSON.stringify(logged.mock.calls)).not.toContain(' at ');
    } finally {
      logged.mockRestore();
      Object.assign(pool.options, { connectionString, port });
    }
    expect((await coordinator.get('/today')).status).toBe(200);
  });
});
