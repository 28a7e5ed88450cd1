import type { Settings } from '#platform';
import { withContext } from './context.js';

/**
 * A fresh one-time link to make the first account, while none exists, else undefined; earlier links end. Start and
 * command line print it. It boots nothing but access, so that the start stays light.
 */
export async function firstAccountLink(app: string, settings: Settings): Promise<string | undefined> {
  const { AccessModule, accessEntities, FirstAccount } = await import('#access');
  return withContext({ app, settings, modules: [AccessModule], entities: accessEntities }, (context) =>
    context.get(FirstAccount).link(),
  );
}
