import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { command } from '../../support/command.js';

const folder = mkdtempSync(join(tmpdir(), 'dkim-'));
afterAll(() => rmSync(folder, { recursive: true }));

function keyed(name: string, { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }) {
  const file = join(folder, name);
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    env: {
      DKIM_DOMAIN: 'example.org',
      DKIM_SELECTOR: 'crm2026',
      DKIM_KEY_FILE: file,
      MAIL_FROM: 'network@example.org',
    },
  };
}

describe('mail dkim', () => {
  it('prints the record of an RSA key, in strings short enough for DNS', async () => {
    const { publicKey, env } = keyed('rsa.pem', generateKeyPairSync('rsa', { modulusLength: 2048 }));
    const ran = await command(['mail', 'dkim'], env);
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const lines = ran.stdout.trim().split('\n');
    expect([lines[0], lines.at(-1)]).toEqual(['crm2026._domainkey.example.org. IN TXT (', ')']);
    const strings = lines.slice(1, -1).map((line) => JSON.parse(line) as string);
    for (const string of strings) expect(string.length).toBeLessThanOrEqual(255);
    const text = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`;
    expect(strings.join('')).toBe(text);
    const json = await command(['mail', 'dkim', '--json'], env);
    expect(JSON.parse(json.stdout)).toEqual({ name: 'crm2026._domainkey.example.org', type: 'TXT', text });
  });

  it('prints that of an Ed25519 key, and what stands against it', async () => {
    const { publicKey, env } = keyed('ed25519.pem', generateKeyPairSync('ed25519'));
    const ran = await command(['mail', 'dkim'], { ...env, MAIL_FROM: 'network@example.com' });
    expect(ran.stdout).toContain(`"v=DKIM1; k=ed25519; p=${publicKey.subarray(-32).toString('base64')}"`);
    expect(ran.stdout).toContain('; Many mail services cannot check Ed25519 yet');
    expect(ran.stdout).toContain('; MAIL_FROM is at example.com, which example.org does not sign for');
  });

  it('says what is missing', async () => {
    const unset = await command(['mail', 'dkim'], {});
    expect([unset.status, unset.stdout]).toEqual([1, '']);
    expect(unset.stderr).toBe(
      'Mail is not signed. DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE turn it on.\n',
    );
    const half = await command(['mail', 'dkim'], { DKIM_DOMAIN: 'example.org' });
    expect([half.status, half.stderr]).toEqual([
      1,
      expect.stringContaining('DKIM_KEY_FILE should be set as well'),
    ]);
  });
});
