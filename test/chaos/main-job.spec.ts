import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMainJob } from '../main-job/main-job.js';
import { testDatabase } from '../support/database.js';

/** The whole main job through HTTP and mail, against processes as they run in earnest. */
describe('the main job', () => {
  it.each([
    ['PostgreSQL', undefined, 1, 1],
    ['Redis', `${process.env['TEST_REDIS_URL']}/7`, 2, 3],
  ])(
    'goes through with the queue on %s',
    async (_, queueUrl, webs, workers) => {
      const world = await testDatabase({ areas: false });
      const said: string[] = [];
      try {
        const status = await runMainJob({
          databaseUrl: world.settings.databaseUrl!,
          databaseAppUrl: world.settings.appDatabaseUrl,
          queueUrl,
          folder: mkdtempSync(join(tmpdir(), 'crm-main-job-')),
          webs,
          workers,
          say: (line) => said.push(line),
        });
        expect(said.filter((line) => line.includes('MISS'))).toEqual([]);
        expect(said.at(-1)).toMatch(/lost 0, doubled 0, oversold 0/);
        expect(status).toBe(0);
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${said.slice(-30).join('\n')}`);
      } finally {
        await world.close();
      }
    },
    400_000,
  );
});
