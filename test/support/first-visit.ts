import type { Browser } from 'playwright-core';
import { Links } from '#access';
import { UnsubscribeLinks } from '#contact-policy';
import { Visitor } from './visitor.js';
import type { TestWeb } from './web.js';

/** What a first visit to a public page may weigh, with all it loads, in bytes as they come over the line. */
export const FIRST_VISIT_LIMIT = 100_000;
/** 400 kbit/s and 400 ms there and back: a phone at the edge of a town. */
const SLOW = {
  offline: false,
  latency: 400,
  downloadThroughput: 400_000 / 8,
  uploadThroughput: 400_000 / 8,
  connectionType: 'cellular2g' as const,
};

/** One address of each public page that people come to from outside, of a loaded sample area. */
export async function publicPages(web: TestWeb, areaId: string): Promise<Record<string, string>> {
  const { survey, leave, slug } = await web.world.db.write([areaId], async (tx) => {
    const invitation = await tx.one<{ id: string }>(
      `SELECT i.id FROM invitation i JOIN wave w ON w.area_id = i.area_id AND w.id = i.wave_id
        WHERE w.state = 'open' AND i.state = 'invited' ORDER BY i.id LIMIT 1`,
    );
    const mail = await tx.one<{ id: string }>(
      `SELECT id FROM message WHERE area_id = $1 AND purpose = 'invitation' ORDER BY created_at DESC, id LIMIT 1`,
      [areaId],
    );
    const area = await tx.one<{ slug: string }>('SELECT slug FROM area WHERE id = $1', [areaId]);
    return {
      survey: await web.app.get(Links).create(tx, {
        purpose: 'survey, employer',
        areaId,
        subjectId: invitation!.id,
        expiresAt: new Date('2099-01-01'),
      }),
      leave: web.app.get(UnsubscribeLinks).token(areaId, mail!.id),
      slug: area!.slug,
    };
  });
  const calendar = `${web.url}/network/${slug}/training`;
  const page = await new Visitor(web.url).get(calendar);
  const session = page
    .all('.pub-sess h3 a')
    .map((link) => link.getAttribute('href')!)
    .find((href) => href.startsWith(`/network/${slug}/training/`));
  if (!session) throw new Error('The sample area offers nothing');
  return {
    home: `${web.url}/`,
    calendar,
    session: web.url + session,
    booking: `${web.url}${session}/book`,
    register: `${web.url}/network/${slug}/register`,
    'sign-in': `${web.url}/sign-in`,
    survey: `${web.url}/s/${survey}`,
    unsubscribe: `${web.url}/leave/${leave}`,
  };
}

/**
 * What a browser that was never here takes over the line for a page and all on it, and, over a slow line, how many
 * milliseconds until it paints the first words.
 */
export async function firstVisit(
  browser: Browser,
  address: string,
  slow = false,
): Promise<{ bytes: number; paintMs: number }> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    if (slow) await devtools.send('Network.emulateNetworkConditions', SLOW);
    let bytes = 0;
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    const answer = await page.goto(address, { waitUntil: 'networkidle' });
    if (answer?.status() !== 200) throw new Error(`${address} answers ${answer?.status()}`);
    const paintMs = await page.evaluate(
      `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`,
    );
    return { bytes, paintMs: Math.round(paintMs as number) };
  } finally {
    await context.close();
  }
}
