import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { readSettings } from '#platform';
import { Dkim, dkimKey, dkimRecord } from '../../../libs/mail-transport/src/dkim.js';

const folder = mkdtempSync(join(tmpdir(), 'dkim-'));
afterAll(() => rmSync(folder, { recursive: true }));

const written = (name: string, key: KeyObject | string): string => {
  const file = join(folder, `${name}.pem`);
  writeFileSync(
    file,
    typeof key === 'string' ? key : (key.export({ type: 'pkcs8', format: 'pem' }) as string),
  );
  return file;
};
const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
const settings = (file: string) =>
  readSettings({ DKIM_DOMAIN: 'Example.org', DKIM_SELECTOR: 'crm2026', DKIM_KEY_FILE: file });

const HEADERS =
  'From: "Calderdale network" <network@example.org>\r\nTo: Robin Example <robin@example.com>\r\n' +
  'Reply-To: team@example.org\r\nSubject: =?UTF-8?Q?Caf=C3=A9?=\r\n and a  second\tline\r\n' +
  'Message-ID: <1@example.org>\r\nDate: Tue, 24 Nov 2026 09:00:00 +0000\r\nAuto-Submitted: auto-generated\r\n' +
  'List-Unsubscribe: <https://crm.example.org/leave/a-long-token-that-is-not-folded-anywhere-0123456789>\r\n' +
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n';

/** What another implementation says of a mail, with the key from where the record says it is. */
async function verdict(mail: string, record: { name: string; text: string }): Promise<string> {
  const asked: string[] = [];
  const { results } = await dkimVerify(Buffer.from(mail), {
    resolver: async (name: string) => {
      asked.push(name);
      return name === record.name ? [[record.text]] : [];
    },
  });
  const said = results.map(({ status }) => status.result).join();
  if (said === 'pass') expect(asked).toContain(record.name);
  return said;
}

describe.each([
  ['RSA', written('rsa', rsa(2048))],
  ['Ed25519', written('ed25519', generateKeyPairSync('ed25519').privateKey)],
])('a mail signed with %s', (_, file) => {
  const dkim = new Dkim(settings(file));
  const record = dkimRecord(dkimKey(settings(file))!);
  const signed = async (parts: string[]) =>
    (await dkim.sign(
      HEADERS,
      parts.map((part) => Buffer.from(part)),
    )) +
    HEADERS +
    '\r\n' +
    parts.join('');

  it.each([
    ['plain', ['One line.\r\nAnother.\r\n']],
    ['empty', ['']],
    ['nothing', []],
    ['empty lines', ['\r\n\r\n\r\n']],
    ['empty lines at its end', ['One.\r\n', '\r\n', '\r\n\r\n']],
    ['empty lines within', ['One.\r\n\r\n\r\nTwo.\r\n']],
    ['blanks at the end of lines', ['One. \r\nTwo.\t \r\n \r\n']],
    ['blanks within', ['One   two\tthree  \t four.\r\n  five\r\n']],
    ['blanks at the seams', ['One ', ' two', ' \r', '\nthree ', '\r\n', ' ', '\r\n']],
    ['no end', ['One.\r\nTwo']],
    ['letters beyond ASCII', ['Café, naïve, 日本\r\n']],
  ])('whose body is %s is taken for ours', async (_, parts) => {
    expect(await verdict(await signed(parts), record)).toBe('pass');
  });

  it('is not when a byte was changed, or a second sender or subject put in', async () => {
    const mail = await signed(['One line.\r\n']);
    expect(await verdict(mail, record)).toBe('pass');
    for (const [was, is] of [
      ['One line', 'One lime'],
      ['a-long-token', 'b-long-token'],
      ['One-Click', 'Two-Click'],
      ['network@example.org', 'netwerk@example.org'],
      ['team@', 'them@'],
      ['text/plain', 'text/html'],
      ['\r\nTo: ', '\r\nFrom: Somebody <somebody@example.org>\r\nTo: '],
      ['\r\nTo: ', '\r\nSubject: Another\r\nTo: '],
    ] as const) {
      const changed = mail.replace(was, is);
      expect(changed).not.toBe(mail);
      expect([is, await verdict(changed, record)]).toEqual([is, expect.stringMatching(/^(fail|neutral)$/)]);
    }
    // Fields that servers on the way may add or change are not signed.
    expect(await verdict(mail.replace('Auto-Submitted: auto-generated', 'Received: by them'), record)).toBe(
      'pass',
    );
  });

  it('says so in lines short enough for every server', async () => {
    for (const line of (await signed([''])).split('\r\n').slice(0, 15)) expect(line.length).toBeLessThan(100);
    expect(await signed([''])).toMatch(
      /^DKIM-Signature: v=1; a=(rsa|ed25519)-sha256; c=relaxed\/relaxed; d=example\.org;/,
    );
  });
});

describe('settings of the signature', () => {
  const refused = (file: string): string => {
    try {
      new Dkim(settings(file));
    } catch (error) {
      return (error as Error).message;
    }
    return 'taken';
  };

  it('that name no key mail servers take: the program does not start, and says why', () => {
    expect(refused('/no/such/key.pem')).toContain(
      'DKIM_KEY_FILE should be a file that is there; /no/such/key.pem is not',
    );
    expect(refused(written('words', 'No key'))).toContain(
      'DKIM_KEY_FILE should be a private key (PEM) without a password',
    );
    expect(refused(written('short', rsa(1024)))).toContain(
      'should be RSA of 2048 bits or more, but has 1024',
    );
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    expect(refused(written('ec', privateKey))).toContain('of the kind RSA or Ed25519, but is ec');
  });

  it('that are there in part: the missing ones are named', () => {
    expect(() => readSettings({ DKIM_DOMAIN: 'example.org' })).toThrow(
      /DKIM_SELECTOR should be set as well.*\n.*DKIM_KEY_FILE should be set as well/,
    );
    expect(() => readSettings({ DKIM_DOMAIN: 'no domain' })).toThrow(/DKIM_DOMAIN should be a domain/);
  });

  it('that are not there: nothing is signed', async () => {
    const dkim = new Dkim(readSettings({}));
    expect(dkim.active).toBe(false);
    expect(await dkim.sign(HEADERS, [])).toBe('');
  });
});
