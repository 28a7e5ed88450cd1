import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { MailRegistry } from '#mail-templates';
import { Mailings, Outbox } from '#messaging';
import { LiveCounts } from '../../apps/web/src/messaging/live.counts.js';
import { createWebApp } from '../../apps/web/src/shell/index.js';
import { WebModule } from '../../apps/web/src/web.module.js';
import { letter } from '../integration/messaging/letter.js';
import { comeIn, launchBrowser } from '../support/browser.js';
import type { Visitor } from '../support/visitor.js';
import { freePort, type TestWeb, testWeb } from '../support/web.js';

const AT = '/mail/sendings/wave%3A1';

interface Told {
  total: number;
  counts: Record<string, number>;
  progress: string;
}

describe('the progress of a sending', () => {
  let web: TestWeb;
  let browser: Browser;
  let coordinator: Visitor & { userId: string };

  beforeAll(async () => {
    web = await testWeb();
    web.app.get(MailRegistry).add(letter);
    browser = await launchBrowser();
    coordinator = await web.signedIn({ role: 'coordinator' });
  });
  afterAll(async () => {
    await browser?.close();
    await web?.close();
  });
  beforeEach(async () => {
    await web.world.owner(`DELETE FROM message`);
    await web.world.db.write([web.world.areaId], (tx) =>
      web.app.get(Outbox).enqueueMany(
        tx,
        Array.from({ length: 10 }, (_, n) => ({
          areaId: web.world.areaId,
          sendKey: `letter:${n}`,
          mail: letter,
          to: { address: `person${n}@example.org`, name: 'Robin Example' },
          data: { link: 'https://crm.example.org/s/secret' },
          campaign: 'wave:1',
          cause: 'Because a test says so.',
          notBefore: new Date('2026-12-01T09:00:00Z'),
        })),
      ),
    );
  });

  const send = (n: number) =>
    web.world.owner(
      `UPDATE message SET state = 'sent', next_attempt_at = NULL, settled_at = $2
        WHERE id IN (SELECT id FROM message WHERE state = 'queued' ORDER BY id LIMIT $1)`,
      [n, web.world.clock.now()],
    );
  const cookies = (visitor: Visitor) =>
    visitor
      .cookiesFor()
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  const live = () => web.app.get(LiveCounts);
  const until = async (fits: () => boolean | Promise<boolean>, ms = 12_000): Promise<boolean> => {
    for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) if (await fits()) return true;
    return false;
  };

  /** A raw listener: what it was told, until its stream ends or it leaves. */
  async function listen(visitor: Visitor, url = web.url) {
    const leaving = new AbortController();
    const answer = await fetch(`${url}${AT}/live`, {
      headers: { cookie: cookies(visitor), accept: 'text/event-stream' },
      redirect: 'manual',
      signal: leaving.signal,
    });
    const heard = {
      answer,
      text: '',
      ended: false,
      get told(): Told[] {
        return [...heard.text.matchAll(/^event: counts\ndata: (.*)$/gm)].map(
          (m) => JSON.parse(m[1]!) as Told,
        );
      },
      leave: () => leaving.abort(),
    };
    void (async () => {
      const decoder = new TextDecoder();
      try {
        for await (const part of answer.body ?? []) heard.text += decoder.decode(part as Uint8Array);
      } catch {
        // It left.
      }
      heard.ended = true;
    })();
    return heard;
  }

  it('is told as it changes, in figures that add up, to its end', async () => {
    const one = await listen(coordinator);
    expect(one.answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(one.answer.headers.get('cache-control')).toContain('no-store');
    expect(await until(() => one.told.length === 1)).toBe(true);
    await send(4);
    expect(await until(() => one.told.at(-1)!.counts['sent'] === 4)).toBe(true);
    expect(one.told.at(-1)!.progress).toContain('4 of 10 emails done.');
    await send(6);
    expect(await until(() => one.ended)).toBe(true);
    expect(one.text).toContain('event: end');
    for (const { counts, total } of one.told)
      expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(total);
    // What has not changed is not said again.
    expect(new Set(one.told.map((told) => JSON.stringify(told.counts))).size).toBe(one.told.length);
    expect(one.text).not.toMatch(/example\.org|Robin/);
  }, 30_000);

  it('asks the database once in two seconds for all who listen, and forgets those who leave', async () => {
    const sendings = web.app.get(Mailings);
    let looks = 0;
    const counts = sendings.counts.bind(sendings);
    try {
      const all = await Promise.all(Array.from({ length: 100 }, () => listen(coordinator)));
      expect(await until(() => all.every((one) => one.told.length > 0))).toBe(true);
      expect(live().size).toBe(100);
      sendings.counts = (...args) => {
        looks++;
        return counts(...args);
      };
      await sleep(4_500);
      expect(looks).toBeGreaterThanOrEqual(1);
      expect(looks).toBeLessThanOrEqual(3);
      for (const one of all) one.leave();
      expect(await until(() => live().size === 0)).toBe(true);
      // A look that had begun by then comes to its end.
      await sleep(1_000);
      looks = 0;
      await sleep(2_500);
      expect(looks).toBe(0);
    } finally {
      sendings.counts = counts;
    }
  }, 40_000);

  it('is told only to whoever may see it', async () => {
    const administrator = await web.signedIn({ role: 'administrator' });
    const seen = await listen(administrator);
    expect(seen.answer.status).toBe(200);
    seen.leave();
    const partner = await web.signedIn({ role: 'partner', agency: 'Jobcentre Plus' });
    expect((await listen(partner)).answer.status).toBe(403);
    expect((await listen(web.visitor())).answer.status).toBe(303);
    const elsewhere = await web.signedIn({ role: 'coordinator', areaId: web.world.secondAreaId });
    expect((await listen(elsewhere)).answer.status).toBe(404);
  });

  it('ends with the sign-out', async () => {
    const leaver = await web.signedIn({ role: 'coordinator' });
    const one = await listen(leaver);
    expect(await until(() => one.told.length === 1)).toBe(true);
    await (await leaver.get('/mail')).form('/sign-out').submit();
    expect(await until(() => one.ended, 15_000)).toBe(true);
    expect(await until(() => live().size === 0)).toBe(true);
  }, 30_000);

  it('is the same from two processes, and ends with a process so that the browser finds the other', async () => {
    const port = await freePort();
    const second = await createWebApp(WebModule.forRoot(web.world.settings));
    await second.listen(port, '127.0.0.1');
    const [here, there] = [await listen(coordinator), await listen(coordinator, `http://localhost:${port}`)];
    await send(3);
    for (const one of [here, there])
      expect(await until(() => one.told.at(-1)?.counts['sent'] === 3)).toBe(true);
    const closed = second.close();
    expect(await until(() => there.ended, 5_000)).toBe(true);
    // No "end": the browser comes back by itself.
    expect(there.text).not.toContain('event: end');
    await closed;
    expect(here.ended).toBe(false);
    here.leave();
  }, 30_000);

  it('changes the page in place, says so politely, and comes back after a break', async () => {
    const context = await browser.newContext();
    await comeIn(context, coordinator);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(web.url + AT);
    await page.getByText('Changes by itself.').waitFor();
    const shown = (state: string) => page.locator(`[data-live-count=${state}]`).textContent();
    expect(await shown('queued')).toMatch(/^10\b/);
    expect(await page.locator('[data-live-row=sent]').isVisible()).toBe(false);
    await send(7);
    await page.getByText('7 of 10 emails done.').first().waitFor({ timeout: 8_000 });
    expect(await shown('sent')).toMatch(/^7\b/);
    expect(await page.locator('[data-live-row=sent]').isVisible()).toBe(true);
    expect(await page.locator('[data-live-part=sent]').getAttribute('width')).toBe('70');
    // Not at every mail: the first twenty seconds nothing is spoken.
    expect(await page.locator('[data-live=spoken]').textContent()).toBe('');
    await send(3);
    await page.getByText('All 10 emails have come to an end: 10 sent.').first().waitFor({ timeout: 8_000 });
    expect(await page.locator('[data-live=spoken]').textContent()).toBe(
      'All 10 emails have come to an end: 10 sent.',
    );
    expect(await page.locator('[role=status][data-live=spoken]').count()).toBe(1);
    await page.getByText('Reload the page to see the names as they are now.').waitFor();
    expect(errors).toEqual([]);
    expect(await until(() => live().size === 0)).toBe(true);
    await context.close();
  }, 40_000);

  it('is shown by a reload where there is no script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    await comeIn(context, coordinator);
    const page = await context.newPage();
    await page.goto(web.url + AT);
    expect(await page.getByText('Reload the page to see how far it is.').isVisible()).toBe(true);
    await send(5);
    await page.reload();
    expect(await page.getByText('5 of 10 emails done.').isVisible()).toBe(true);
    await context.close();
  });

  it('ends when the session is taken away', async () => {
    const forgotten = await web.signedIn({ role: 'coordinator' });
    const one = await listen(forgotten);
    await web.world.owner(`DELETE FROM sign_in_session WHERE user_id = $1`, [forgotten.userId]);
    expect(await until(() => one.ended, 15_000)).toBe(true);
    expect(one.text).toContain('event: end');
  }, 30_000);
});
