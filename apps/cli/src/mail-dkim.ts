import type { Command } from 'commander';
import { dkimKey, dkimRecord } from '#mail-transport';
import { readSettings } from '#platform';
import { answer, CliError } from './output.js';

/** What a string of a TXT record holds at most (RFC 1035 section 3.3). */
const STRING = 255;

/** `mail dkim`: the DNS record by which others check our signatures. Needs no database. */
export function registerDkim(mail: Command): void {
  mail
    .command('dkim')
    .description('the DNS record to publish, so that others can check the signatures of our mail')
    .option('--json', 'answer as JSON: {"name","type","text"}')
    .action((options: { json?: boolean }) => {
      const settings = readSettings();
      const key = dkimKey(settings);
      if (!key)
        throw new CliError('Mail is not signed. DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE turn it on.');
      const { name, text } = dkimRecord(key);
      answer(options.json, { name, type: 'TXT', text }, [
        `${name}. IN TXT (`,
        ...text.match(new RegExp(`.{1,${STRING}}`, 'g'))!.map((part) => `  "${part}"`),
        ')',
        ...notes(key.algorithm, key.domain, settings.mailFrom),
      ]);
    });
}

function notes(algorithm: string, domain: string, mailFrom: string): string[] {
  const sender = mailFrom.slice(mailFrom.lastIndexOf('@') + 1).toLowerCase();
  return [
    ...(algorithm === 'rsa-sha256'
      ? []
      : [
          '; Many mail services cannot check Ed25519 yet and take the mail for unsigned; RSA is checked everywhere.',
        ]),
    ...(sender === domain || sender.endsWith(`.${domain}`)
      ? []
      : [
          `; MAIL_FROM is at ${sender}, which ${domain} does not sign for: DMARC will not count this signature.`,
        ]),
  ];
}
