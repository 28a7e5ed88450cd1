import type { Readable } from 'node:stream';

/**
 * Where files lie that are too large for the database. A key is a path of letters, digits, `-` and `/`, made by us. Every web
 * and worker reaches the same files.
 */
export abstract class FileStore {
  /** Keeps what comes, in place of what is there; answers its size in bytes. Of a stream that fails nothing is kept. */
  abstract put(key: string, content: Readable): Promise<number>;

  /** The file from its beginning; undefined where there is none. */
  abstract get(key: string): Promise<Readable | undefined>;

  /** Takes a file away; one that is not there is gone already. */
  abstract delete(key: string): Promise<void>;
}
