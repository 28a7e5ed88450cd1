import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { newId } from '#platform';

/** What a worker's own folder remembers of the database. */
export interface HostMark {
  /** This folder's id. */
  folder: string;
  /** Of the database when the sign of life was given. */
  epoch: string;
  /** The last sign of life that was committed. */
  token: string;
}

const shape = z.object({
  folder: z.uuid(),
  epoch: z.uuid(),
  token: z.uuid(),
  /** When it was written (ms), and into which file: a copy has another number, or a later change. */
  at: z.number(),
  inode: z.string(),
});

/** A copy made later than this after the last writing is known by its time of change, ms. */
const COPIED_MS = 300_000;
/** The file is written over in place, always as long, so that it stays the same file. */
const LENGTH = 300;

/** The file DATA_DIR/mail-beat: what this host has seen of the database, kept where a restored database does not reach. */
export class HostMarkerFile {
  private readonly file: string;

  constructor(private readonly dataDir: string) {
    this.file = join(dataDir, 'mail-beat');
  }

  /** The built-in database lies in the same folder. */
  get together(): boolean {
    return existsSync(join(this.dataDir, 'postgres-port'));
  }

  /** undefined where there is none, or none that can be read. */
  read(): (HostMark & { moved: boolean }) | undefined {
    try {
      const { folder, epoch, token, at, inode } = shape.parse(JSON.parse(readFileSync(this.file, 'utf8')));
      const now = statSync(this.file, { bigint: true });
      return {
        folder,
        epoch,
        token,
        moved: String(now.ino) !== inode || Number(now.ctimeMs) - at > COPIED_MS,
      };
    } catch {
      return undefined;
    }
  }

  /** Writes over what was there. Throws where the folder cannot be written to. */
  write(seen: HostMark): void {
    mkdirSync(this.dataDir, { recursive: true });
    const file = openSync(this.file, existsSync(this.file) ? 'r+' : 'w', 0o600);
    try {
      const inode = String(fstatSync(file, { bigint: true }).ino);
      writeSync(file, JSON.stringify({ ...seen, at: Date.now(), inode }).padEnd(LENGTH - 1) + '\n', 0);
    } finally {
      closeSync(file);
    }
  }

  static newFolder(): string {
    return newId();
  }
}
