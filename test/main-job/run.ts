import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort, startEmbedded } from '#standalone';
import { runMainJob } from './main-job.js';

/**
 * `npm run main-job [-- --queue redis] [--webs 2] [--workers 3]`: the main job against a fresh instance of its own.
 * Ends with status 1 when anything expected was not seen.
 */
const { values } = parseArgs({
  options: {
    queue: { type: 'string', default: 'postgres' },
    webs: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'crm-main-job-'));
chmodSync(folder, 0o755); // PostgreSQL never runs as root and has to get through
const postgres = await startEmbedded(folder, { fast: true });
const redisPort = await freePort();
const redis =
  values.queue === 'redis'
    ? spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', ''], {
        stdio: 'ignore',
      })
    : undefined;
redis?.on('error', () => {
  process.stderr.write('redis-server is not installed: apt-get install redis-server\n');
  process.exit(1);
});

let status = 1;
try {
  status = await runMainJob({
    databaseUrl: postgres.url,
    queueUrl: redis ? `redis://127.0.0.1:${redisPort}` : undefined,
    folder,
    webs: Number(values.webs),
    workers: Number(values.workers),
    say: (line) => process.stdout.write(line + '\n'),
  });
} catch (error) {
  process.stderr.write(`${(error as Error).stack}\n`);
} finally {
  redis?.kill('SIGTERM');
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status);
