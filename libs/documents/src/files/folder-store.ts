import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Settings } from '#platform';
import { FileStore } from './file-store.js';

/** Files in the folder `files` of DATA_DIR, readable for the program's own user only. */
@Injectable()
export class FolderStore extends FileStore {
  constructor(private readonly settings: Settings) {
    super();
  }

  async put(key: string, content: Readable): Promise<number> {
    const path = this.pathOf(key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Under another name until it is whole, so that nobody reads a part.
    const part = `${path}.${randomUUID()}`;
    try {
      await pipeline(content, createWriteStream(part, { flags: 'wx', mode: 0o600 }));
      const { size } = await stat(part);
      await rename(part, path);
      return size;
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  async get(key: string): Promise<Readable | undefined> {
    try {
      return (await open(this.pathOf(key))).createReadStream();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  private pathOf(key: string): string {
    if (!/^[\w-]+(?:\/[\w-]+)*$/.test(key)) throw new Error('That is no key of a file');
    return join(this.settings.dataDir, 'files', key);
  }
}
