import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { NextFunction, Request, Response } from 'express';
import { projectPath } from '#platform';
import { oneModule } from './assets.scripts.js';
import { classesUsed, frameworkStyles, tight, withAddresses } from './assets.styles.js';
import { type Encoding, encodingFor, pack, WORTH_IT } from './encoding.js';

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
  /** Whether packing makes it smaller: not fonts and pictures, which are packed already. */
  packs: boolean;
  packed: Map<Encoding, Promise<Buffer>>;
}

const PACKS = /^(text\/|image\/svg)/;

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
    const own = projectPath('apps/web/public');
    const names = filesUnder(own);
    const text = (name: string) => readFileSync(join(own, name), 'utf8');
    const script = oneModule('apps/web/public/js/page.js');
    for (const name of names) if (!name.endsWith('.css')) this.add(name, readFileSync(join(own, name)));
    this.add('js/page.js', Buffer.from(script));
    this.add('css/frameworks.css', Buffer.from(frameworkStyles(classesUsed([script]))));
    // After the files they name, whose addresses stand in them.
    for (const name of names)
      if (name.endsWith('.css'))
        this.add(name, Buffer.from(tight(withAddresses(text(name), dirname(name), this.address))));
  }

  private add(name: string, body: Buffer): void {
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    this.files.set(name, {
      body,
      type,
      hash: createHash('sha256').update(body).digest('hex').slice(0, 12),
      packs: body.length >= WORTH_IT && PACKS.test(type),
      packed: new Map(),
    });
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
      req.query['v'] === file.hash ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
    );
    const encoding = file.packs ? encodingFor(req) : undefined;
    if (file.packs) res.vary('Accept-Encoding');
    const tag = `"${file.hash}${encoding ? `-${encoding}` : ''}"`;
    res.setHeader('ETag', tag);
    if (req.headers['if-none-match'] === tag) {
      res.status(304).end();
      return;
    }
    if (encoding) res.setHeader('Content-Encoding', encoding);
    this.bodyOf(file, encoding).then((body) => {
      res.setHeader('Content-Length', body.length);
      res.end(req.method === 'HEAD' ? undefined : body);
    }, next);
  };

  /** Packed as small as can be, once for each encoding that somebody asks for. */
  private bodyOf(file: Asset, encoding: Encoding | undefined): Promise<Buffer> {
    if (!encoding) return Promise.resolve(file.body);
    const found = file.packed.get(encoding) ?? pack(file.body, encoding, 11);
    file.packed.set(encoding, found);
    return found;
  }
}
