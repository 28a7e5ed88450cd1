import { describe, expect, it } from '@jest/globals';
import { projectPath } from '#platform';
import { command } from '../../support/command.js';

const full = projectPath('test/data/bounces/exim-quota.eml');
const unknown = projectPath('test/data/bounces/domino.eml');

describe('bounces classify', () => {
  it('needs no settings and no database, and prints one entry for each reported recipient', async () => {
    const ran = await command(['bounces', 'classify', full, '--json'], {});
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(JSON.parse(ran.stdout)).toEqual([
      {
        recipient: 'pat@example.com',
        kind: 'bounce-soft',
        action: 'failed',
        status: '5.2.2',
        reason: 'mailboxfull',
      },
    ]);
  });

  it('answers for several files by their names', async () => {
    const { stdout } = await command(['bounces', 'classify', full, unknown, '--json'], {});
    const answer = JSON.parse(stdout);
    expect(Object.keys(answer)).toEqual([full, unknown]);
    expect(answer[unknown][0].kind).toBe('bounce-hard');
  });

  it('prints a table without --json', async () => {
    const { stdout } = await command(['bounces', 'classify', full], {});
    expect(stdout).toBe(
      'recipient        kind         action  status  reason\n' +
        'pat@example.com  bounce-soft  failed  5.2.2   mailboxfull\n',
    );
  });

  it('says which file is missing, on standard error', async () => {
    const ran = await command(['bounces', 'classify', full, 'no-such.eml', '--json'], {});
    expect([ran.status, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toBe('no-such.eml cannot be read: there is no such file\n');
  });
});
