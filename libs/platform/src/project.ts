import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return dir;
    if (dirname(dir) === dir)
      throw new Error('package.json not found above ' + fileURLToPath(import.meta.url));
  }
}

/** The folder of the project, whether this runs from the sources or from dist/. */
export const projectRoot = findRoot();

/** Absolute path of a file that is shipped beside the sources (views, mails, data), e.g. `libs/access/data/matrix.json`. */
export const projectPath = (relative: string): string => join(projectRoot, relative);

/** Text of such a file, UTF-8. */
export const projectFile = (relative: string): string => readFileSync(projectPath(relative), 'utf8');
