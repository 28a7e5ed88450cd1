import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectFile, projectPath } from '#platform';
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

  it('is without hidden files, whoever put them where, but those it is built with', () => {
    const folder = projectPath('docs/.kept-by-an-editor');
    const files = [`${folder}/token`, projectPath('docs/.npmrc')];
    try {
      mkdirSync(folder);
      for (const file of files) writeFileSync(file, '//registry.example/:_authToken=secret');
      expect(sourceFiles().filter((file) => /(^|\/)\./.test(file))).toEqual([
        '.dependency-cruiser.mjs',
        '.dockerignore',
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      rmSync(files[1]!, { force: true });
    }
    // Nothing the image is built from is missing.
    const copied = [...projectFile('Dockerfile').matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, from]) =>
      from!.split(' '),
    );
    expect(copied.filter((file) => file !== '.' && !file.endsWith('*'))).toEqual([
      'package.json',
      'package-lock.json',
    ]);
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
