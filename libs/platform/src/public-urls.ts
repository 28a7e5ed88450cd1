import { Injectable } from '@nestjs/common';
import { Settings } from './settings.js';

/** A page that a lib leads people to: its name, `<lib>.<page>`, and (as a type) what its address is made of. */
export interface PublicPage<P extends Record<string, string>> {
  readonly name: string;
  /** Never there; holds the type. */
  readonly params?: P;
}

/** Declares such a page; the lib that needs it does, and apps/public-pages.ts says where it lies. */
export const publicPage = <P extends Record<string, string>>(name: string): PublicPage<P> => ({ name });

/** The addresses people are sent to. Libs ask for them by page; where a page lies only the apps know. */
@Injectable()
export class PublicUrls {
  private readonly paths = new Map<string, (params: never) => string>();

  constructor(private readonly settings: Settings) {}

  /** Says where a page lies: a path that begins with `/`. Throws when that was said already. */
  serve<P extends Record<string, string>>(page: PublicPage<P>, path: (params: P) => string): void {
    if (this.paths.has(page.name)) throw new Error(`Two places are said of the page ${page.name}`);
    this.paths.set(page.name, path);
  }

  /** Path of a page, for links inside the program and words that stand behind BASE_URL. Throws for a page nobody serves. */
  path<P extends Record<string, string>>(page: PublicPage<P>, params: P): string {
    const path = this.paths.get(page.name) as ((params: P) => string) | undefined;
    if (!path) throw new Error(`No app serves the page ${page.name}`);
    return path(params);
  }

  /** Its whole address, for emails. */
  url<P extends Record<string, string>>(page: PublicPage<P>, params: P): string {
    return `${this.settings.baseUrl}${this.path(page, params)}`;
  }
}
