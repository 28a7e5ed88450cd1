import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { NextFunction, Request, Response } from 'express';
import { projectPath } from '#platform';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

interface Asset {
  body: Buffer;
  type: string;
  hash: string;
}

const read = (path: string) => readFileSync(projectPath(path), 'utf8');

/**
 * GOV.UK and MOJ styles in a cascade layer below ours. Their fonts are left out: GDS Transport is licensed for gov.uk
 * services only.
 */
function frameworkStyles(): string {
  const sheets = [
    read('node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css'),
    read('node_modules/@ministryofjustice/frontend/moj/moj-frontend.min.css'),
  ].map((css) =>
    css
      .replace(/@charset "[^"]*";/g, '')
      .replace(/@font-face\{[^}]*\}/g, '')
      .replace(/GDS Transport, ?arial, ?sans-serif/g, 'var(--me-font)')
      .replace(/\/\*# sourceMappingURL=[^*]*\*\//g, ''),
  );
  return `@layer ground, frameworks, product;\n@layer frameworks{${sheets.join('\n')}}\n`;
}

function filesUnder(folder: string, prefix = ''): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) =>
    statSync(join(folder, name)).isDirectory()
      ? filesUnder(join(folder, name), `${prefix}${name}/`)
      : [prefix + name],
  );
}

/** Styles, fonts, images and the little script there is, held in memory; read once at the start. */
export class Assets {
  private readonly files = new Map<string, Asset>();

  constructor() {
    const add = (name: string, body: Buffer) =>
      this.files.set(name, {
        body,
        type: TYPES[extname(name)] ?? 'application/octet-stream',
        hash: createHash('sha256').update(body).digest('hex').slice(0, 12),
      });
    for (const folder of [
      'node_modules/govuk-frontend/dist/govuk/assets/images',
      'node_modules/@ministryofjustice/frontend/moj/assets/images',
    ])
      for (const name of filesUnder(projectPath(folder)))
        add(`images/${name}`, readFileSync(join(projectPath(folder), name)));
    add('css/frameworks.css', Buffer.from(frameworkStyles()));
    add(
      'js/govuk-frontend.min.js',
      Buffer.from(read('node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js')),
    );
    const own = projectPath('apps/web/public');
    for (const name of filesUnder(own)) add(name, readFileSync(join(own, name)));
  }

  /** Address of a file of apps/web/public (or a framework's), with its hash: `/assets/css/product.css?v=…`. */
  readonly address = (name: string): string => {
    const file = this.files.get(name);
    if (!file) throw new Error(`There is no file apps/web/public/${name}`);
    return `/assets/${name}?v=${file.hash}`;
  };

  /** Answers GET and HEAD under /assets; anything unknown goes on to the 404 page. */
  readonly serve = (req: Request, res: Response, next: NextFunction): void => {
    const file = this.files.get(req.path.replace(/^\//, ''));
    if (!file || (req.method !== 'GET' && req.method !== 'HEAD')) {
      next();
      return;
    }
    res.setHeader('Content-Type', file.type);
    res.setHeader(
      'Cache-Control',
      req.query.v === file.hash ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
    );
    res.setHeader('ETag', `"${file.hash}"`);
    if (req.headers['if-none-match'] === `"${file.hash}"`) res.status(304).end();
    else res.end(req.method === 'HEAD' ? undefined : file.body);
  };
}
