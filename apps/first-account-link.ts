import type { Settings } from '#platform';
import { withContext } from './context.js';

/**
 * A fresh one-time link to make the first account, while none exists, else undefined; earlier links end. Start and
 * command line print it. It boots nothing but access, so that the start stays light.
 */
export async function firstAccountLink(app: string, settings: Settings): Promise<string | undefined> {
  const [{ AccessModule, FirstAccount }, { PublicPagesModule }] = await Promise.all([
    import('#access'),
    import('./public-pages.js'),
  ]);
  return withContext({ app, settings, modules: [PublicPagesModule, AccessModule] }, (context) =>
    context.get(FirstAccount).link(),
  );
}
