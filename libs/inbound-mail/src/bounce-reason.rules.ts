/** Why a mail came back, read from status codes (RFC 3463, RFC 5248) and from what mail servers say. */
import { projectFile } from '#platform';
import { families } from './bounce-families.rules.js';
import { type Phrases, particular } from './bounce-phrases.rules.js';

/** What was read: the reason's word and whether only weak words spoke for it. */
export interface ReasonRead {
  reason: string;
  weak: boolean;
}

const GAP = 60;
const MOST_TEXT = 4_000;

/** Ordered: the first line that fits wins. A "…" stands for up to 60 characters, @@ for an address, ## for a host. */
const listed = JSON.parse(projectFile('libs/inbound-mail/data/bounce-phrases.json')) as Phrases[];
const phrases = [
  ...particular,
  ...listed.filter((line) => !line.weak),
  ...families,
  ...listed.filter((line) => line.weak),
].map((line) => ({ ...line, weak: line.weak ?? false, says: line.says.map((say) => say.split(' … ')) }));

/** What a status says by itself; the class digit is left out. Sources: the registry of RFC 5248, Microsoft's 5.7.5xx. */
const byDetail: Record<string, string> = {
  '1.0': 'userunknown',
  '1.1': 'userunknown',
  '1.2': 'hostunknown',
  '1.3': 'userunknown',
  '1.4': 'userunknown',
  '1.6': 'hasmoved',
  '1.7': 'rejected',
  '1.8': 'rejected',
  '1.9': 'systemerror',
  '1.10': 'notaccept',
  '2.0': 'filtered',
  '2.1': 'suspend',
  '2.2': 'mailboxfull',
  '2.3': 'exceedlimit',
  '2.4': 'filtered',
  '3.0': 'systemerror',
  '3.1': 'systemfull',
  '3.2': 'notaccept',
  '3.3': 'systemerror',
  '3.4': 'mesgtoobig',
  '3.5': 'systemerror',
  '4.0': 'networkerror',
  '4.1': 'expired',
  '4.2': 'networkerror',
  '4.3': 'systemerror',
  '4.4': 'hostunknown',
  '4.5': 'networkerror',
  '4.6': 'networkerror',
  '4.7': 'expired',
  '5.3': 'toomanyconn',
  '7.8': 'authfailure',
  '7.9': 'policyviolation',
  '7.10': 'failedstarttls',
  '7.13': 'suspend',
  '7.14': 'suspend',
  '7.17': 'hasmoved',
  '7.18': 'hasmoved',
  '7.25': 'requireptr',
  '7.27': 'rejected',
  '7.28': 'speeding',
  '7.508': 'speeding',
  '7.509': 'authfailure',
  '7.515': 'authfailure',
};

/** Details that leave no room for words, unless the words are of the kinds beside them. */
const certain: Record<string, string[]> = {
  '1.1':
    'virusdetected spamdetected badreputation requireptr blocked norelaying rejected authfailure mailboxfull suspend hasmoved mesgtoobig greylisted speeding toomanyconn suppressed notcompliantrfc filtered'.split(
      ' ',
    ),
  '1.2': ['norelaying', 'rejected', 'spamdetected', 'blocked'],
  '1.6': [],
  '1.10': ['userunknown', 'hostunknown'],
  '2.2': ['suspend', 'userunknown', 'speeding'],
  '2.3': ['mailboxfull', 'policyviolation'],
  '3.4': ['mailboxfull'],
  '4.7': ['mailboxfull', 'hostunknown', 'greylisted', 'speeding', 'badreputation', 'blocked'],
  '7.13': [],
  '7.25': [],
};

const bySmtp: Record<string, string> = {
  '421': 'systemerror',
  '450': 'systemerror',
  '451': 'systemerror',
  '452': 'systemfull',
  '521': 'notaccept',
  '525': 'suspend',
  '534': 'mesgtoobig',
  '551': 'hasmoved',
  '552': 'mailboxfull',
  '556': 'notaccept',
};

/** The status to name when only words spoke, so that a later reader has one. */
const statusOf: Record<string, string> = {
  userunknown: '1.1',
  hostunknown: '1.2',
  hasmoved: '1.6',
  notaccept: '3.2',
  mailboxfull: '2.2',
  suspend: '2.1',
  mesgtoobig: '3.4',
  systemfull: '3.1',
  systemerror: '3.0',
  networkerror: '4.0',
  expired: '4.7',
  greylisted: '7.1',
  contenterror: '6.0',
  syntaxerror: '5.0',
};
const passing = new Set(['expired', 'greylisted', 'speeding', 'toomanyconn', 'networkerror']);
const aboutAddress = new Set(['userunknown', 'hasmoved']);

/** What IronPort and Gmail wrap around every answer of another server, and scanners put below, whatever was said. */
const boilerplate =
  /(?:has been |was |is )?(?:scanned|checked) (?:for|by) [^.]{0,100}|unknown address error|it was rejected by the (?:server for the )?recipient\s{1,3}domain/g;

/** Lower case, one space, addresses and links out of the way: they hold words that mean nothing. */
export function plainWords(text: string): string {
  return text
    .slice(0, MOST_TEXT)
    .toLowerCase()
    .replace(boilerplate, ' ')
    .replace(
      /https?:\/\/[a-z0-9.-]{0,200}(?:spamhaus|spamcop|barracudacentral|sorbs)\.[^\s<>"')]{0,2000}/g,
      ' blocklist ',
    )
    .replace(/https?:\/\/[^\s<>"')]{1,2000}/g, ' ')
    .replace(/[^\s<>()[\]",;:@]{1,64}@[a-z0-9.-]{1,255}/g, '@@')
    .replace(/[\s<>"“”’`*_]+/g, (run) => (run.includes('’') || run === '`' ? "'" : ' '))
    .replace(
      /(?<![a-z0-9.@-])(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?= (?:does|not found|unknown|could))/g,
      '##',
    );
}

/** The first line of the table that fits these words; undefined when none does. Linear in the length of the text. */
export function readWords(text: string): ReasonRead | undefined {
  const near = text.slice(0, MOST_TEXT);
  if (!read.has(near)) {
    const words = plainWords(near);
    const found = phrases.find((line) => line.says.some((say) => has(words, say)));
    if (read.size >= 50) read.clear();
    read.set(near, found && { reason: found.reason, weak: found.weak });
  }
  return read.get(near);
}

/** The last texts read: the recipients of one report share its words. */
const read = new Map<string, ReasonRead | undefined>();

function has(words: string, [first, then]: string[]): boolean {
  for (let at = words.indexOf(first!); at >= 0; at = words.indexOf(first!, at + 1)) {
    if (at > 0 && isWord(words.charCodeAt(at - 1)) && isWord(first!.charCodeAt(0))) continue;
    if (then === undefined) return true;
    const end = at + first!.length;
    if (words.slice(end, end + GAP + then.length).includes(then)) return true;
  }
  return false;
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

/**
 * The reason from a status (class.subject.detail) or SMTP code and the texts about it, nearest to the recipient first.
 * 'undefined' when nothing was understood. The words are
 * those of Sisimai's index in test/data/dsn, so that answers can be held against it; greylisted is ours.
 */
export function readReason(texts: string[], status?: string, smtp?: string): string {
  const detail = status?.slice(2) ?? '';
  const transient = (status ?? smtp ?? '').startsWith('4');
  // A route that is missing just now is no proof that the domain is.
  const coded = transient && detail === '4.4' ? 'networkerror' : byDetail[detail];
  let best: ReasonRead | undefined;
  for (const text of texts) {
    const said = readWords(text);
    if (said && !misread(said, detail, transient) && (!best || !said.weak)) best = said;
    if (best && !best.weak) break;
  }
  const unless = certain[detail];
  if (unless && !(best && !best.weak && unless.includes(best.reason))) return coded!;
  if (best?.weak && /^7\.[01]$/.test(detail)) return security(detail, transient)!;
  if (
    best &&
    !(
      best.weak &&
      best.reason !== 'userunknown' &&
      coded &&
      detail !== '3.0' &&
      detail !== '2.0' &&
      detail !== '1.0'
    )
  )
    return best.reason;
  return coded ?? security(detail, transient) ?? best?.reason ?? bySmtp[smtp ?? ''] ?? 'undefined';
}

/** Words about an address in a refusal by policy (x.7.x) mostly mean the sender's; a passing "unavailable" is no proof. */
function misread({ reason, weak }: ReasonRead, detail: string, transient: boolean): boolean {
  if (reason === 'hostunknown') return detail.startsWith('7.');
  return reason === 'userunknown' && weak && (transient || detail.startsWith('7.'));
}

/** A refusal by policy: passing ones are about the host that sends, lasting ones about the mail. */
function security(detail: string, transient: boolean): string | undefined {
  if (!detail.startsWith('7.')) return detail.startsWith('6.') ? 'contenterror' : undefined;
  const number = Number(detail.slice(2));
  if (number >= 20 && number <= 26) return 'authfailure';
  return number >= 500 || (transient && number > 0) ? 'blocked' : 'securityerror';
}

/**
 * Hard is only what says that this address or its domain cannot work; a full mailbox, policy, spam or a suspended
 * account is soft even with a 5.x.x status, and so is anything that is still being tried.
 */
export function isHard(reason: string, status: string | undefined, action: string): boolean {
  if (action === 'delayed') return false;
  if (aboutAddress.has(reason)) return true;
  return ['hostunknown', 'notaccept'].includes(reason) && !status?.startsWith('4');
}

/** A status for a reason that came without one: 5.1.1 for an unknown user, 4.4.7 for one that ran out of time. */
export function statusFor(reason: string, smtp: string | undefined, action: string): string | undefined {
  if (smtp) return `${smtp[0]}.0.0`;
  if (reason === 'undefined') return undefined;
  const level = action === 'delayed' || passing.has(reason) ? '4' : '5';
  return `${level}.${statusOf[reason] ?? '7.1'}`;
}

const beside = /(?<![\d.])[245]\d\d[- ]{1,2}['"(]?#?([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)/;
const marked = /#([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)/;
const anywhere = /(?<![\d.a-z/-])([245]\.[0-7]\.\d{1,3})(?!\.?\d)/i;

/** The enhanced status (RFC 3463) a text names; one beside an SMTP code is believed before a loose one, which `only` leaves out. */
export function statusIn(text: string, only = false): string | undefined {
  const near = text.slice(0, MOST_TEXT);
  return (
    (beside.exec(near) ?? marked.exec(near) ?? (only ? undefined : anywhere.exec(near)))?.[1] ?? undefined
  );
}

const reply =
  /(?:^|[\s:("'<[=;#])([45][0-5]\d)(?=[\s-]|[:,.;]?\s|$)(?!\s?(?:bytes|kb|mb|hours?|minutes?|days?)\b)/im;

/** The SMTP reply code a text names. */
export function smtpIn(text: string): string | undefined {
  return reply.exec(text.slice(0, MOST_TEXT))?.[1];
}
