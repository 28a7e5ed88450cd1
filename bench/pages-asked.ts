import { Agent, request } from 'node:http';
import pg from 'pg';
import type { Visitor } from '../test/support/visitor.js';
import type { TestWeb } from '../test/support/web.js';

/** Asks for pages of the program over one connection that stays open, as a browser does. */
export class Asker {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly headers: Record<string, string>;

  constructor(
    private readonly web: TestWeb,
    visitor: Visitor,
  ) {
    const cookies = visitor.cookiesFor().map(({ name, value }) => `${name}=${value}`);
    this.headers = { cookie: cookies.join('; '), 'accept-encoding': 'gzip, deflate, br' };
  }

  /** Milliseconds until a page is there; throws where it is none. `size`: told how many bytes came. */
  get(path: string, size: (bytes: number) => void = () => undefined): Promise<number> {
    const started = performance.now();
    return new Promise((done, fail) => {
      const ask = request(this.web.url + path, { agent: this.agent, headers: this.headers }, (answer) => {
        let bytes = 0;
        answer.on('data', (part: Buffer) => (bytes += part.length));
        answer.on('error', fail);
        answer.on('end', () => {
          if (answer.statusCode !== 200) fail(new Error(`${path} answers ${answer.statusCode}`));
          size(bytes);
          done(performance.now() - started);
        });
      });
      ask.on('error', fail);
      ask.end();
    });
  }
}

export interface Asked {
  text: string;
  values: unknown[];
}

/** The statements of the one connection, of those used meanwhile, whose statements are the wanted ones; they are sent as they are. */
export async function asked(
  work: () => Promise<unknown>,
  wanted: (texts: string[]) => boolean,
): Promise<Asked[]> {
  const query = pg.Client.prototype.query;
  const transactions: Asked[][] = [];
  const open = new Map<pg.Client, Asked[]>();
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first, second] = args;
    const text = typeof first === 'string' ? first : (first as { text: string }).text;
    const values = Array.isArray(second) ? second : ((first as { values?: unknown[] }).values ?? []);
    if (/^\s*(BEGIN|START TRANSACTION)/.test(text)) open.set(this, []);
    const here = open.get(this) ?? [];
    here.push({ text, values });
    if (!open.has(this) || /^\s*COMMIT/.test(text)) {
      transactions.push(here);
      open.delete(this);
    }
    return (query as (...given: unknown[]) => unknown).apply(this, args);
  } as never;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  const found = transactions.find((statements) => wanted(statements.map(({ text }) => text)));
  if (!found) throw new Error('Nothing of the kind was asked of PostgreSQL');
  return found;
}

/** The value that so many of a hundred are at most. */
export function percentile(values: readonly number[], of: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * of) / 100) - 1)]!;
}
