/** One raw mail made ready to be written down: what it reports, its own words, where it came to. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { tokensIn } from '#mail-transport';
import { beginning, oneLine } from '#platform';
import { headerOf } from './auto-reply.rules.js';
import { classifyBounce } from './bounce.rules.js';
import { type BounceMail, readBounceMail } from './bounce-mail.js';
import type { BounceReport } from './bounce-report.js';
import { ownText } from './bounce-text.rules.js';
import { quotedMessages, returnAddresses } from './quoted-message.rules.js';
import { addressesIn } from './report-fields.rules.js';

/** Larger mail is not read, and not kept. */
export const MOST_BYTES = 20 * 1024 * 1024;
const MOST_WORDS = 20_000;
const PATIENCE_MS = 20_000;

/** What is kept of a mail that came in. */
export interface ParsedInbound {
  digest: Buffer;
  sender: string | null;
  /** The address it says it is from. */
  from: string | null;
  subject: string | null;
  words: string | null;
  answers: BounceReport[];
  /** Tokens of our return addresses in it. */
  tokens: string[];
  /** Ids of messages it quotes. */
  quoted: string[];
  /** Why it could not be read. */
  unreadable?: string;
}

/** SHA-256 of the bytes, whatever their line ends: a server on the way may have changed those. */
export const digestOf = (raw: Buffer): Buffer =>
  createHash('sha256').update(raw.toString('latin1').replace(/\r\n?/g, '\n').trimEnd(), 'latin1').digest();

/**
 * Reads one raw mail. Never rejects: what cannot be read is said in `unreadable`. `ours`: the sender address of all our
 * mail, and the address people use, whose personal links are masked in the words that are kept.
 */
export async function parseInbound(
  raw: Buffer,
  ours: { mailFrom: string; baseUrl: string },
  envelopeTo?: string,
): Promise<ParsedInbound> {
  const none = {
    digest: digestOf(raw),
    sender: null,
    from: null,
    subject: null,
    words: null,
    answers: [],
    tokens: [],
    quoted: [],
  };
  const tokens = tokensIn(envelopeTo ? [envelopeTo] : [], ours.mailFrom);
  if (raw.length > MOST_BYTES) return { ...none, tokens, unreadable: 'It is larger than 20 MB.' };
  if (!raw.length) return { ...none, tokens, unreadable: 'It is empty.' };
  try {
    const patience = new AbortController();
    const late = sleep(PATIENCE_MS, undefined, { signal: patience.signal, ref: false }).then(() => {
      throw new Error('late');
    });
    late.catch(() => undefined);
    try {
      const [mail, answers] = await Promise.race([
        Promise.all([readBounceMail(raw), classifyBounce(raw)]),
        late,
      ]);
      return {
        ...none,
        ...inWords(mail, ours.baseUrl),
        answers: answers.slice(0, 100).map(storable),
        tokens: tokensIn(returnAddresses(mail, envelopeTo), ours.mailFrom),
        quoted: quotedMessages(mail, ours.mailFrom),
      };
    } finally {
      patience.abort();
    }
  } catch {
    return { ...none, tokens, unreadable: 'It could not be read.' };
  }
}

function inWords(
  mail: BounceMail,
  baseUrl: string,
): Pick<ParsedInbound, 'sender' | 'from' | 'subject' | 'words'> {
  const words = masked(ownText(mail.text), baseUrl).replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, '');
  return {
    sender: beginning(oneLine(headerOf(mail, 'from')), 300) || null,
    from: addressesIn(headerOf(mail, 'from'))[0] ?? null,
    subject: beginning(oneLine(headerOf(mail, 'subject')), 300) || null,
    words: beginning(words, MOST_WORDS).trim(),
  };
}

/** Our own addresses with a path may be personal links: only where they lead to is kept. */
function masked(text: string, baseUrl: string): string {
  const [first, ...rest] = text.split(baseUrl);
  return [first, ...rest.map((part) => part.replace(/^\/[^\s<>"')\]]{1,2000}/, '/…'))].join(baseUrl);
}

const storable = (answer: BounceReport): BounceReport => ({
  recipient: answer.recipient && beginning(oneLine(answer.recipient), 320),
  kind: beginning(oneLine(answer.kind), 60),
  action: answer.action && beginning(oneLine(answer.action), 60),
  status: answer.status && beginning(oneLine(answer.status), 20),
  reason: beginning(oneLine(answer.reason), 60),
});
