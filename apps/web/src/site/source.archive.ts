import { readdirSync, readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { projectPath } from '#platform';

/**
 * What the program is made from; what is not named here (data, secrets, what is installed or built) never goes out, nor
 * do hidden files but those it is built with. `.npmrc` is left out: it builds without, and operators keep the tokens of
 * their registries there. `docker-compose.yml` goes out as it lies: secrets belong in `.env` beside it.
 */
const FOLDERS = ['apps', 'libs', 'migrations', 'scripts', 'test', 'bench', 'demo', 'docs'];
const FILES = [
  'README.md',
  'LICENSE',
  'NOTICE',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'nest-cli.json',
  'jest.config.mjs',
  'biome.json',
  '.dependency-cruiser.mjs',
  'Dockerfile',
  '.dockerignore',
  'docker-compose.yml',
];
const BLOCK = 512;

/** The paths of all files of the source that are there, in order. */
export function sourceFiles(): string[] {
  const there = (path: string) => statSync(projectPath(path), { throwIfNoEntry: false });
  const under = FOLDERS.filter((folder) => there(folder)?.isDirectory()).flatMap((folder) =>
    readdirSync(projectPath(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(projectPath('.').replace(/\/?$/, '/').length))
      .filter((path) => !/(?:^|\/)\./.test(path)),
  );
  return [...FILES.filter((file) => there(file)?.isFile()), ...under].sort();
}

/** The source as it runs here, as a .tar.gz (POSIX ustar). */
export async function sourceArchive(): Promise<Buffer> {
  const parts = sourceFiles().flatMap((path) => {
    const body = readFileSync(projectPath(path));
    return [header(path, body.length), body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)];
  });
  return promisify(gzip)(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]));
}

/** The header of one file: name, mode, owner, size, time, checksum, kind, format, and the front of a long name. */
function header(path: string, size: number): Buffer {
  const full = `mindful-employer-crm/${path}`;
  // A long name is divided at a slash: 100 bytes for its end, 155 for what is before.
  const cut = full.length > 100 ? full.indexOf('/', full.length - 101) : -1;
  const block = Buffer.alloc(BLOCK);
  block.write(full.slice(cut + 1), 0);
  block.write('0000644\0' + '0000000\0'.repeat(2), 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write(`${'0'.repeat(11)}\0`, 136);
  block.write(' '.repeat(8), 148);
  block.write('0ustar\u000000', 156);
  if (cut > 0) block.write(full.slice(0, cut), 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
