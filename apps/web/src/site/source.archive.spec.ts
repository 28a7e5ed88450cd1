import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { projectFile } from '#platform';
import { sourceArchive, sourceFiles } from './source.archive.js';

describe('the source that is handed out', () => {
  it('is all that the program is made from, and nothing of what it holds', () => {
    const files = sourceFiles();
    for (const file of [
      'LICENSE',
      'package-lock.json',
      'apps/web/src/main.ts',
      'libs/access/data/matrix.json',
    ])
      expect(files).toContain(file);
    expect(
      files.filter((file) => /(^|\/)(\.env|\.data|node_modules|dist|secret)|\.git\//.test(file)),
    ).toEqual([]);
  });

  it('can be unpacked, long names and all', async () => {
    const archive = await sourceArchive();
    const tar = (...args: string[]) =>
      spawnSync('tar', args, { input: archive, maxBuffer: 64 * 1024 * 1024 });
    const listed = tar('-tzf', '-');
    expect([listed.status, listed.stderr.toString()]).toEqual([0, '']);
    expect(listed.stdout.toString().trim().split('\n')).toEqual(
      sourceFiles().map((file) => `mindful-employer-crm/${file}`),
    );
    const one = tar('-xzOf', '-', 'mindful-employer-crm/LICENSE');
    expect(one.stdout.toString()).toBe(projectFile('LICENSE'));
  });
});
