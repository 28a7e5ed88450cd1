import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#platform';

interface Entry {
  version?: string;
  integrity?: string;
  link?: boolean;
}

describe('the lock of packages', () => {
  it('knows each by its hash, those of other platforms too (scripts/mend-lock.mjs)', () => {
    const { packages } = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, Entry>;
    };
    const bare = Object.entries(packages).filter(
      ([path, entry]) => path && !entry.link && !entry.integrity?.startsWith('sha512-'),
    );
    expect(bare.map(([path]) => path)).toEqual([]);
  });
});
