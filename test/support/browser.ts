import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { Visitor } from './visitor.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A system Chromium without a window. Quiet: it asks nobody on the network. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** Violations of WCAG 2.2 A and AA and of axe's good practice, one line each. */
export async function axe(page: Page): Promise<string[]> {
  // Evaluated from outside, so that the page's content security policy stays as it is; once for a page at several widths.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(options: { resultTypes: string[] }): Promise<{
          violations: { id: string; help: string; nodes: { target: string[]; html: string }[] }[];
        }>;
      };
    };
    // Of the rules that hold nothing is told here; to collect what they looked at takes a third of the time.
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return found.flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${v.help}: ${n.target.join(' ')} ${n.html.slice(0, 160)}`),
  );
}

/** How far the page reaches beyond its window, in px; 0 when nothing scrolls sideways. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)');

/** Hands a visitor's cookies to a browser context: the same person goes on in a real browser. */
export async function comeIn(context: BrowserContext, visitor: Visitor): Promise<void> {
  await context.addCookies(
    visitor.cookiesFor().map(({ name, value }) => ({ name, value, url: visitor.baseUrl })),
  );
}
