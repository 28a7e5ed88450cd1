import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { classifyBounce } from '#inbound-mail';
import { projectPath } from '#platform';

const folder = projectPath('test/data/dsn');
const mails = readdirSync(folder)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => readFileSync(`${folder}/${name}`));
const kinds = /^(bounce-hard|bounce-soft|complaint|unsubscribe|autoreply|delivered|feedback-[a-z-]+|none)$/;

/** Numbers that are the same in every run (a linear congruential generator). */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const changes: ((raw: Buffer, roll: (below: number) => number) => Buffer)[] = [
  (raw, roll) => raw.subarray(0, roll(raw.length)),
  (raw, roll) => raw.subarray(roll(raw.length)),
  (raw, roll) => {
    const bad = Buffer.from(raw);
    for (let i = 0; i < 30; i++) bad[roll(bad.length)] = roll(256);
    return bad;
  },
  (raw, roll) => {
    const [from, to] = [roll(raw.length), roll(raw.length)];
    return Buffer.concat([raw.subarray(0, from), raw.subarray(to)]);
  },
  (raw, roll) => {
    const lines = raw.toString('latin1').split('\n');
    return Buffer.from(lines.filter(() => roll(10) > 0).join('\n'), 'latin1');
  },
  (raw, roll) => Buffer.concat([raw.subarray(0, roll(raw.length)), mails[roll(mails.length)]!]),
];

describe('bytes from anywhere', () => {
  it('answers something sensible for every mutation of the real mails, and never throws', async () => {
    const roll = dice(20261122);
    for (const mail of mails)
      for (const change of changes) {
        const answers = await classifyBounce(change(mail, roll));
        expect(answers.length).toBeGreaterThan(0);
        for (const answer of answers) {
          expect(answer.kind).toMatch(kinds);
          expect(Object.keys(answer)).toEqual(['recipient', 'kind', 'action', 'status', 'reason']);
        }
      }
  }, 60_000);

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(10_000)],
    ['a picture', Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 256))],
    ['only line ends', Buffer.from('\r\n'.repeat(5_000))],
  ])('takes %s for no report', async (_, raw) => {
    expect((await classifyBounce(raw)).map((a) => a.kind)).toEqual(['none']);
  });

  const bounce = 'From: MAILER-DAEMON@a.example\nSubject: failure notice\n\n';
  const feed: [string, (n: number) => string][] = [
    ['a long word', (n) => bounce + 'a'.repeat(n)],
    ['many signs', (n) => bounce + '@'.repeat(n)],
    ['a long address', (n) => `${bounce}${'a.'.repeat(n / 2)}@${'b.'.repeat(n / 4)}`],
    [
      'many addresses',
      (n) => bounce + Array.from({ length: n / 20 }, (_, i) => `<a${i}@b.example>: x`).join('\n'),
    ],
    ['spaces', (n) => bounce + ' '.repeat(n) + 'x'],
    ['lines of spaces', (n) => bounce + `${' '.repeat(900)}x@y.example\n`.repeat(n / 900)],
    ['digits and dots', (n) => bounce + '5.1.'.repeat(n / 4)],
    [
      'open tags',
      (n) =>
        `From: postmaster@a.example\nSubject: undeliverable\nContent-Type: text/html\n\n${'<style><p '.repeat(n / 10)}`,
    ],
    ['a long header', (n) => `Subject: ${'=?utf-8?q?a'.repeat(n / 11)}\nFrom: ${'"<('.repeat(n / 3)}\n\nx`],
    [
      'parts in parts',
      (n) =>
        Array.from(
          { length: n / 100 },
          (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
        ).join(''),
    ],
    ['fields', (n) => `${bounce}Final-Recipient: rfc822; a@b.example\n`.repeat(n / 100)],
    ['braces', (n) => `${bounce}{"a":${'{'.repeat(n)}`],
    ['dashes', (n) => bounce + `${'-'.repeat(999)}\n`.repeat(n / 1_000)],
    ['quotes', (n) => bounce + '> '.repeat(n / 2)],
    ['aliases without an end', (n) => bounce + `${' '.repeat(20)}(expanded from: <`.repeat(n / 37)],
    ['summaries', (n) => bounce + `Your message\n${'could not '.repeat(90)}\n`.repeat(n / 914)],
    ['refused commands', (n) => bounce + '>>> after end of in reply to '.repeat(n / 29)],
    ['links', (n) => bounce + `http://${'spamhaus'.repeat(20)} `.repeat(n / 168)],
    [
      'parts without borders',
      (n) => `Content-Type: multipart/report; boundary=b\n\n${'--c\ncontent-type: \n'.repeat(n / 19)}`,
    ],
  ];
  it.each(feed)(
    'reads %s in a time that grows with its length only',
    async (_, make) => {
      const started = performance.now();
      await classifyBounce(Buffer.from(make(400_000)));
      expect(performance.now() - started).toBeLessThan(4_000);
    },
    60_000,
  );
});
