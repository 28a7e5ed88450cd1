import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SampleArea } from '#demo';
import { migrate, readSettings } from '#platform';
import { startEmbedded } from '#standalone';
import { migrations } from '../migrations/index.js';
import { launchBrowser } from '../test/support/browser.js';
import { firstVisit, publicPages } from '../test/support/first-visit.js';
import { testWeb } from '../test/support/web.js';

/**
 * `npm run bench -- first-visit`: what a phone that was never here takes over the line for each public page (kB), and how
 * long until it paints the first words at 400 kbit/s with 400 ms there and back (ms; the middle of three). The last line
 * is JSON.
 */
export async function firstVisits(): Promise<void> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'crm-bench-'));
  await chmod(folder, 0o755); // PostgreSQL never runs as root and has to get through
  const postgres = await startEmbedded(folder);
  try {
    const owner = readSettings({ DATABASE_URL: postgres.url, APP_SECRET: 'x'.repeat(32) });
    await migrate(owner, migrations);
    process.env['TEST_OWNER_URL'] = postgres.url;
    process.env['TEST_APP_URL'] = owner.appDatabaseUrl;
    const web = await testWeb();
    const browser = await launchBrowser();
    try {
      say('Loading the sample area …');
      const { userId } = await web.person({ role: 'coordinator' });
      const pages = await publicPages(web, await web.app.get(SampleArea).load(userId));
      const found: Record<string, { kB: number; firstPaintMs: number }> = {};
      for (const [name, address] of Object.entries(pages)) {
        const { bytes } = await firstVisit(browser, address);
        const times: number[] = [];
        for (let i = 0; i < 3; i++) times.push((await firstVisit(browser, address, true)).paintMs);
        found[name] = {
          kB: Math.round(bytes / 100) / 10,
          firstPaintMs: times.sort((a, b) => a - b)[1]!,
        };
        say(`${name.padEnd(12)} ${found[name].kB} kB, first paint ${found[name].firstPaintMs} ms`);
      }
      process.stdout.write(`${JSON.stringify(found)}\n`);
    } finally {
      await browser.close();
      await web.close();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
