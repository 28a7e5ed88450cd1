import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectPath } from '#platform';
import { asCounted } from '../../../test/support/as-counted.js';
import { classifyBounce } from './bounce.rules.js';
import type { BounceReport } from './bounce-report.js';

interface Expected {
  file: string;
  results: (BounceReport & { status_in_message: boolean; recipient_in_message: boolean })[];
}

const bytes = (path: string) => readFileSync(projectPath(`test/data/${path}`));
const json = <T>(path: string) => JSON.parse(bytes(path).toString()) as T;
const withCrlf = (raw: Buffer) => Buffer.from(raw.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');

/** What the reports say of themselves where the set counts them otherwise. */
const saidByTheMail: Record<string, string> = {
  'lhost-opensmtpd-13.eml': 'delayed',
  'lhost-yandex-03.eml': 'failed',
};

describe('real returned mails', () => {
  const all = json<Expected[]>('dsn/index.json');
  it.each(all.map((mail) => [mail.file, mail] as const))('%s', async (file, { results }) => {
    for (const raw of [bytes(`dsn/${file}`), withCrlf(bytes(`dsn/${file}`))]) {
      const answers = await classifyBounce(raw);
      expect(answers).toHaveLength(results.length);
      answers.forEach((answer, i) => {
        const wanted = results[i]!;
        expect(answer.action).toBe(saidByTheMail[file] ?? wanted.action);
        expect(asCounted(answer)).toEqual({
          kind: wanted.kind,
          reason: wanted.reason,
          action: wanted.action,
          recipient: wanted.recipient_in_message ? wanted.recipient : expect.anything(),
          status: wanted.status_in_message ? wanted.status : answer.status,
        });
      });
    }
  });
});

describe.each([
  ['mails in the formats of many systems', 'bounces'],
  ['more real returned mails', 'dsn-more'],
])('%s', (_, folder) => {
  const all = json<Record<string, BounceReport[]>>(`${folder}/expected.json`);
  it.each(Object.entries(all))('%s', async (file, wanted) => {
    expect(await classifyBounce(bytes(`${folder}/${file}`))).toEqual(wanted);
    expect(await classifyBounce(withCrlf(bytes(`${folder}/${file}`)))).toEqual(wanted);
  });

  it('reads lines that end in carriage returns alone', async () => {
    const [file, wanted] = Object.entries(all)[0]!;
    const raw = Buffer.from(bytes(`${folder}/${file}`).toString('latin1').replace(/\n/g, '\r'), 'latin1');
    expect(await classifyBounce(raw)).toEqual(wanted);
  });
});
