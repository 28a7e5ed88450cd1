import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { type AddressObject, simpleParser } from 'mailparser';
import {
  Dkim,
  dkimKey,
  dkimRecord,
  encodeSegments,
  fillSegments,
  type MimeMessage,
  writeMimeMessage,
} from '#mail-transport';
import { readSettings } from '#platform';
import { segmentsOf } from '../../../libs/mail-templates/src/segments.js';
import { chances, odd } from '../../support/odd-words.js';

const TEXT =
  'Dear {{recipient.name}},\n\n{{a}}{{b}}\n.{{a}}.\n{{b}} \n\t{{#if a}}With {{a}}\r\n{{else}}.Without\n{{/if}} =\n' +
  `${'A line that goes on. '.repeat(60)}\n${'z'.repeat(73)}\n${'z'.repeat(74)}{{b}}${'z'.repeat(74)}\n` +
  '{{#each list}}.{{this}}\n{{/each}}Café 日本 👍{{a}}\u00a0\n-- \n{{b}}';
const HTML = `<p title="{{a}}">${TEXT.replaceAll('<', '&lt;')}</p><!-- ${'long '.repeat(400)} -->{{b}}`;

/** Whom a mail is from, as the area's settings say. */
const sender = (name: string, replyTo?: string): Pick<MimeMessage, 'from' | 'replyTo'> => ({
  from: { name, address: 'network@example.org' },
  replyTo,
});

const letter = (some: Partial<MimeMessage>): MimeMessage => ({
  html: encodeSegments(segmentsOf(HTML, {}, true)),
  plain: encodeSegments(segmentsOf(TEXT, {}, false)),
  files: [],
  ...sender('Calderdale network'),
  words: { recipient: { name: 'Robin' }, a: '', b: '', list: [] },
  to: { name: 'Robin', address: 'robin@example.org' },
  subject: 'A subject',
  messageId: '<01234567-0123-7123-8123-0123456789ab@example.org>',
  date: new Date('2026-11-24T09:00:00Z'),
  calendar: undefined,
  leaveLink: `https://crm.example.org/leave/${'t'.repeat(64)}`,
  ...some,
});

const folder = mkdtempSync(join(tmpdir(), 'letter-'));
afterAll(() => rmSync(folder, { recursive: true }));
const keyFile = join(folder, 'key.pem');
writeFileSync(keyFile, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
const signing = readSettings({ DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 'crm', DKIM_KEY_FILE: keyFile });

async function signed(some: Partial<MimeMessage>): Promise<{ raw: Buffer; record: string }> {
  const dkim = new Dkim(signing);
  const raw = Buffer.concat(await writeMimeMessage(letter(some), (head, body) => dkim.sign(head, body)));
  return { raw, record: dkimRecord(dkimKey(signing)!).text };
}

const written = async (some: Partial<MimeMessage>): Promise<Buffer> =>
  Buffer.concat(await writeMimeMessage(letter(some), async () => ''));

/** As the reader's side sees a text: line ends are line ends, and the last one is none of the text. */
const lines = (text: string): string => text.replace(/\r\n|\r|\n/g, '\n');
const last = (text: string | false | undefined): string => String(text || '').replace(/\n$/, '');

/** What the wire asks of every mail (RFC 5322 section 2.3, RFC 5321 section 4.5.2). */
function fitForTheWire(raw: Buffer): void {
  const text = raw.toString('latin1');
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/);
  const all = text.split('\r\n');
  expect(all.filter((line) => line.startsWith('.'))).toEqual([]);
  expect(all.filter((line) => Buffer.byteLength(line, 'latin1') > 998)).toEqual([]);
  const body = text.slice(text.indexOf('\r\n\r\n') + 4).split('\r\n');
  expect(body.filter((line) => line.length > 76 && !line.startsWith('Content-'))).toEqual([]);
}

const namesOf = (raw: Buffer): string[] => {
  const head = raw.toString('latin1').split('\r\n\r\n')[0]!;
  return head
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')
    .map((line) => line.split(':')[0]!);
};
const NAMES = [
  'From',
  'To',
  'Subject',
  'Message-ID',
  'Date',
  'Auto-Submitted',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'MIME-Version',
  'Content-Type',
];

/** A name or subject as it is to arrive: what can be no part of one line is a blank. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();

/** Does it so many times, each with chances of its own; says with which one it went wrong. */
async function often(times: number, look: (chance: () => number) => Promise<void>): Promise<void> {
  for (let seed = 1; seed <= times; seed++)
    try {
      await look(chances(seed));
    } catch (error) {
      throw new Error(`With chance ${seed}: ${(error as Error).message}`);
    }
}

/** Addresses that somebody may have. */
const ADDRESSES = [
  'robin@example.org',
  "o'robin+a=b.{c}/d?=e*f!#$%&^`|~-_@example.org",
  `${'r'.repeat(64)}@${'example.'.repeat(20)}org`,
  'robin@müller.example',
  'rübin@example.org',
];

describe('a mail as bytes', () => {
  it('says exactly what it was filled with', () =>
    often(400, async (chance) => {
      const words = {
        recipient: { name: odd(chance) },
        a: odd(chance),
        b: odd(chance),
        list: Array.from({ length: Math.floor(chance() * 3) }, () => odd(chance)),
      };
      const raw = await written({ words });
      fitForTheWire(raw);
      expect(namesOf(raw)).toEqual(NAMES);
      const parsed = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true });
      expect(last(parsed.text)).toBe(last(lines(fillSegments(segmentsOf(TEXT, {}, false), words))));
      expect(last(parsed.html)).toBe(last(lines(fillSegments(segmentsOf(HTML, {}, true), words))));
    }));

  it('keeps names, addresses and subject in their places', () =>
    often(400, async (chance) => {
      const [subject, name, network] = [odd(chance), odd(chance), odd(chance)].map(plain) as [
        string,
        string,
        string,
      ];
      const address = ADDRESSES[Math.floor(chance() * ADDRESSES.length)]!;
      const raw = await written({ subject, to: { name, address }, ...sender(network) });
      fitForTheWire(raw);
      expect(namesOf(raw)).toEqual(NAMES);
      const parsed = await simpleParser(raw);
      expect(parsed.subject ?? '').toBe(subject);
      if (address.includes('ü')) expect(raw.includes(address.replace('müller', 'xn--mller-kva'))).toBe(true);
      expect((parsed.to as AddressObject).value).toEqual([{ name, address }]);
      expect(parsed.from!.value).toEqual([{ name: network, address: 'network@example.org' }]);
    }));

  it('lets nothing of what it is filled with become a header, even where nobody made one line of it', () =>
    often(200, async (chance) => {
      const raw = await written({
        subject: odd(chance),
        to: { name: odd(chance), address: 'robin@example.org' },
        ...sender(odd(chance), odd(chance).slice(0, 500)),
      });
      expect(namesOf(raw).filter((name) => name !== 'Reply-To')).toEqual(NAMES);
      fitForTheWire(raw);
    }));

  it('is signed so that others take it for ours, whatever is in it', () =>
    often(60, async (chance) => {
      const { raw, record } = await signed({
        words: { recipient: { name: odd(chance) }, a: odd(chance), b: odd(chance), list: [odd(chance)] },
        subject: plain(odd(chance)),
        to: { name: plain(odd(chance)), address: ADDRESSES[Math.floor(chance() * ADDRESSES.length)]! },
        ...sender(plain(odd(chance))),
      });
      const { results } = await dkimVerify(raw, { resolver: async () => [[record]] });
      expect(results.map(({ status }) => status.result)).toEqual(['pass']);
    }));

  it('carries files under their own names, in lines that mail servers take', async () => {
    const files = ["Plan (2027) *final*'s.pdf", `${'𠀋'.repeat(80)}.pdf`, 'Café.pdf'].map((name, n) => ({
      name,
      type: 'application/pdf',
      content: Buffer.from(Array.from({ length: 1_000 + n }, (_, at) => (at * 7 + n) % 256)),
    }));
    const raw = await written({ files });
    const parsed = await simpleParser(raw);
    expect(parsed.attachments.map((file) => file.filename)).toEqual(files.map((file) => file.name));
    for (const [n, file] of parsed.attachments.entries())
      expect(file.content.equals(files[n]!.content)).toBe(true);
    expect(
      raw
        .toString('latin1')
        .split('\r\n')
        .filter((line) => line.length > 998),
    ).toEqual([]);
  });
});
