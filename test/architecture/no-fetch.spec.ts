import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#platform';

/** Ways to ask another machine for something. Names in comments and strings count too; there are few. */
const ASKS =
  /\bfetch\(|\bhttps?\.(?:get|request)\(|from '(?:undici|axios|got|node-fetch|node:(?:https|http2|dns|dgram|tls|net))'|\bXMLHttpRequest\b/;

/** Who may, and whom: addresses of settings or of the program itself, never one somebody typed (reliability.md, requirement 15). */
const MAY: Record<string, string> = {
  'apps/start/src/supervisor.ts': 'whether the web it started answers, on this machine',
  'apps/web/src/messaging/mailbox.catcher.ts':
    'whether the port of the trial mailbox is taken, on this machine',
  'libs/mail-transport/src/smtp.connect.ts': 'the mail server of SMTP_URL',
  'libs/platform/src/network.rules.ts': 'reads an address, asks nobody',
  'libs/standalone/src/ports.ts': 'whether a port is free, on this machine',
};

const sources = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`),
);

describe('the program', () => {
  it('asks no other machine for anything, apart from the few that settings name', () => {
    expect(sources.length).toBeGreaterThan(400);
    const asking = sources.filter((file) => ASKS.test(readFileSync(join(projectRoot, file), 'utf8')));
    expect(asking.sort()).toEqual(Object.keys(MAY).sort());
  });

  it.each([
    'const picture = await fetch(url);',
    "import { request } from 'undici';",
    'https.get(address, done);',
    "import { lookup } from 'node:dns';",
  ])('would be caught at %s', (line) => {
    expect(ASKS.test(line)).toBe(true);
  });
});
