import { SampleArea } from '#demo';
import { launchBrowser } from '../test/support/browser.js';
import { firstVisit, publicPages } from '../test/support/first-visit.js';
import { withTemporaryWeb } from './temporary-web.js';

/**
 * `npm run bench -- first-visit`: what a phone that was never here takes over the line for each public page (kB), and how
 * long until it paints the first words at 400 kbit/s with 400 ms there and back (ms; the middle of three). The last line
 * is JSON.
 */
export async function firstVisits(): Promise<void> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  await withTemporaryWeb(async (web) => {
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
    }
  });
}
