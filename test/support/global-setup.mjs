// One PostgreSQL and one Redis for a test run. Each spec file gets a database of its own (database.ts); of Redis those that
// need it take a numbered one.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dist = new URL('../../dist/', import.meta.url);

export default async function () {
  if (!existsSync(new URL('libs/standalone/src/index.js', dist)))
    throw new Error('Build first: npx tsc -p . (npm test does it by itself)');
  const { startEmbedded, freePort } = await import(new URL('libs/standalone/src/index.js', dist).href);
  const { migrations } = await import(new URL('migrations/index.js', dist).href);
  const { migrate, readSettings } = await import(new URL('libs/platform/src/index.js', dist).href);
  const folder = mkdtempSync(join(tmpdir(), 'crm-test-'));
  chmodSync(folder, 0o755); // so that PostgreSQL, which never runs as root, gets through
  const postgres = await startEmbedded(folder, { fast: true, maxConnections: 300 });
  // The template every test database is copied from, made by the real migrations.
  await migrate(
    readSettings({
      DATABASE_URL: postgres.url,
      DATABASE_APP_URL: appUrl(postgres.url),
      APP_SECRET: 'x'.repeat(32),
    }),
    migrations,
  );
  process.env.TEST_OWNER_URL = postgres.url;
  process.env.TEST_APP_URL = appUrl(postgres.url);
  const redisPort = await freePort();
  const redis = spawn(
    'redis-server',
    [
      '--port',
      String(redisPort),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--databases',
      '64',
    ],
    { stdio: 'ignore' },
  );
  await new Promise((done, fail) => {
    redis.on('error', () =>
      fail(new Error('redis-server is needed for the tests: apt-get install redis-server')),
    );
    let tries = 0;
    const knock = () => {
      const socket = net.connect(redisPort, '127.0.0.1');
      socket.on('connect', () => {
        socket.destroy();
        done();
      });
      socket.on('error', () =>
        ++tries > 100 ? fail(new Error('redis-server does not answer')) : setTimeout(knock, 50),
      );
    };
    knock();
  });
  process.env.TEST_REDIS_URL = `redis://127.0.0.1:${redisPort}`;
  globalThis.__services = { postgres, redis, folder };
}

function appUrl(ownerUrl) {
  const url = new URL(ownerUrl);
  url.username = 'crm_test_app';
  url.password = 'crm_test_app';
  return url.href;
}
