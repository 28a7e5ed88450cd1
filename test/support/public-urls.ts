import { PublicUrls, type Settings } from '#platform';
import { PublicPagesModule } from '../../apps/public-pages.js';

/** The addresses of the program's pages, without an app. */
export function publicUrls(settings: Settings): PublicUrls {
  const urls = new PublicUrls(settings);
  new PublicPagesModule(urls);
  return urls;
}
