import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { migrate, readSettings } from '#platform';
import { startEmbedded } from '#standalone';
import { migrations } from '../migrations/index.js';
import { type TestWeb, testWeb } from '../test/support/web.js';

/** The web program on a PostgreSQL of its own while the work is done; nothing of it stays. `options`: as `testWeb` has them. */
export async function withTemporaryWeb(
  work: (web: TestWeb) => Promise<void>,
  options: { statements?: boolean; modules?: Type[] } = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-bench-'));
  await chmod(folder, 0o755); // PostgreSQL never runs as root and has to get through
  const postgres = await startEmbedded(folder);
  try {
    const owner = readSettings({ DATABASE_URL: postgres.url, APP_SECRET: 'x'.repeat(32) });
    await migrate(owner, migrations);
    process.env['TEST_OWNER_URL'] = postgres.url;
    process.env['TEST_APP_URL'] = owner.appDatabaseUrl;
    const web = await testWeb({}, options);
    try {
      await work(web);
    } finally {
      await web.close();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
