import type { Visitor } from './visitor.js';

/** Where staff begin: links lead from these to every kind of page of theirs. */
export const STAFF_ENTRANCES = [
  '/today',
  '/welcome',
  '/settings',
  '/employers',
  '/imports',
  '/charter',
  '/training',
  '/surveys',
  '/mail',
  '/mailbox',
  '/api',
  '/sign-in/confirm',
  // Empty, found, nothing found, and only what is like it.
  '/find',
  '/find?q=hebble',
  '/find?q=xyzzyx',
  '/find?q=heble+textlies',
];

/** What kind of page an address is: ids and tokens are all alike, of a query only the names count. */
export const kindOf = (address: string): string => {
  const url = new URL(address);
  const path = url.pathname
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .replace(/^\/(s|b|place|start|leave)\/[\w-]+/, '/$1/:token')
    .replace(/\/q\/[\w-]+/, '/q/:page');
  return (
    path +
    (url.search
      ? '?' +
        [...url.searchParams.keys()]
          .filter((k) => url.searchParams.get(k))
          .sort()
          .join('&')
      : '')
  );
};

/** Every kind of page that links lead to from these addresses, with an example of each; answers other than pages are left aside. */
export async function crawl(visitor: Visitor, from: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  const queue = from.map((path) => new URL(path, visitor.baseUrl).href);
  while (queue.length && seen.size < 400) {
    const address = queue.shift()!;
    const kind = kindOf(address);
    if (seen.has(address) || (found.has(kind) && !from.includes(new URL(address).pathname))) continue;
    seen.add(address);
    const page = await visitor.get(address);
    if (page.status >= 500) throw new Error(`${address} answers ${page.status}`);
    if (!page.text.trimStart().toLowerCase().startsWith('<!doctype html')) continue;
    // Of those it begins with each is looked at: one link can be alive, another at its end.
    found.set(found.has(kind) ? `${kind} (${found.size})` : kind, address);
    for (const link of page.all('a[href]')) {
      const next = new URL(link.getAttribute('href')!.replaceAll('&amp;', '&'), page.url);
      next.hash = '';
      if (next.origin === new URL(visitor.baseUrl).origin && !found.has(kindOf(next.href)))
        queue.push(next.href);
    }
  }
  return found;
}
