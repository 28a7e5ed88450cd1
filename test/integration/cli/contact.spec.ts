import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { projectFile, projectPath } from '#platform';
import { command } from '../../support/command.js';

const path = 'test/data/automation/cases.json';
const folder = mkdtempSync(join(tmpdir(), 'contact-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('contact decide', () => {
  it('answers every case in the order of the file, without settings or a database', async () => {
    const ran = await command(['contact', 'decide', projectPath(path), '--json'], {});
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const { cases } = JSON.parse(projectFile(path)).decision as {
      cases: { id: string; expected: { decision: string; until: string | null; reason: string } }[];
    };
    expect(JSON.parse(ran.stdout)).toEqual(
      cases.map(({ id, expected: { decision, until, reason } }) => ({ id, decision, until, reason })),
    );
  });

  it('says it in words without --json', async () => {
    const { stdout } = await command(['contact', 'decide', projectPath(path)], {});
    expect(stdout).toContain('d01, nothing stands against it: Goes now. Nothing stands against it.\n');
    expect(stdout).toContain(
      'd02, a partner rang seven days ago: Held until 9am on Wednesday 2 December 2026. This employer may have at most ' +
        '1 contact in 14 days, and the call of 18 November 2026 by jobcentre-plus still counts.\n',
    );
  });

  it('names case and field of bad input on standard error, with status 1', async () => {
    const file = JSON.parse(projectFile(path));
    file.decision.cases[1].input.message = { dueAt: 'soon' };
    file.decision.cases[2].input.settings = { limits: { employer: { short: { max: -1 } } } };
    const ran = await command(['contact', 'decide', written('bad.json', file), '--json'], {});
    expect([ran.status, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr.split('\n')).toEqual([
      'd02: message.dueAt: "soon" is no time such as 2026-11-25T09:00:00Z',
      'd03: settings.limits.employer.short.max: must be 0 or more',
      '',
    ]);
  });

  it('says when the file is missing or no JSON', async () => {
    const missing = await command(['contact', 'decide', join(folder, 'none.json')], {});
    expect([missing.status, missing.stdout, missing.stderr]).toEqual([
      1,
      '',
      `${join(folder, 'none.json')} cannot be read.\n`,
    ]);
    const broken = await command(['contact', 'decide', written('broken.json', '{')], {});
    expect([broken.status, broken.stdout]).toEqual([1, '']);
    expect(broken.stderr).toMatch(/^the file: is not JSON/);
  });
});
