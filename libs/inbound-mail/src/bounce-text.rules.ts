/** Bounces written for people: which recipients they name, and which words stand beside each. */
import { addressesIn } from './report-fields.rules.js';

/** A recipient that a text names, with the lines about it. */
export interface Named {
  recipient: string;
  about: string;
}

const MOST_LINES = 3_000;
const MOST_LINE = 1_000;
const MOST_NAMED = 200;
const MOST_ABOUT = 3_000;

/** Lines after which the returned mail is repeated. */
const copyLine = new RegExp(
  [
    String.raw`^[\s>*=_|#.+~-]*(?:(?:below (?:this line|is)|this is|here is|the following is|following is|attached is|included is|enclosed is)[^\n]{0,40}\b(?:copy|original|headers?|message text|beginning)\b)`,
    String.raw`^[\s>*=_|#.+~-]*(?:the )?(?:original|returned|unsent|undelivered|failed|your|rejected|bounced)[ -](?:message|mail|e-mail)\s*(?:text|headers?|body|follows|attached|below|begins?|is included|starts|as follows)?[^\w@]{0,4}(?:follows|below)?[\s:.=_*#+~|-]*$`,
    String.raw`^[\s>*=_|#.+~-]*(?:message|mail|text|header|headers|body)(?: text| headers?| body| contents?| of (?:the )?(?:original |your |returned )?(?:message|mail|header))* (?:follows?|is following|below)[\s:.=_*#+~|-]*$`,
    String.raw`^[\s>*=_|#.+~-]*(?:the )?(?:first|start|beginning|headers?|top|body|text|content|contents|copy)\b[^\n]{0,30} (?:of|from) (?:the |your |this )?(?:original|returned|undelivered|unsent|failed|message|mail)\b[^\n]{0,60}$`,
    String.raw`^[\s>]*-{2,}\s?(?:unsent|undelivered|returned|original|forwarded|message header|included|ursprüngliche|mensaje|message d'origine|исходное|оригинальное)[^\n]{0,60}-*\s*$`,
    String.raw`^[\s>*=_|#.+~-]*(?:original message headers|your original message|ursprüngliche nachricht(?:enkopfzeilen)?|en-têtes de message d'origine|encabezados de mensajes? originales|intestazioni originali)\b[^\n]{0,30}$`,
  ].join('|'),
  'i',
);
const headerLine =
  /^(?:received|return-path|message-id|mime-version|dkim-signature|x-[\w-]{2,40}|delivered-to|arc-[\w-]{2,40}): ?/i;

/** The report's own words: the text up to where the returned mail is repeated. */
export function ownText(text: string): string {
  const lines = text
    .split(/\r\n|\n|\r/)
    .slice(0, MOST_LINES)
    .map((line) => line.slice(0, MOST_LINE));
  const end = lines.findIndex(
    (line, i) =>
      i > 0 &&
      ((copyLine.test(line) && !endsSentence(line, lines[i - 1]!) && !goesOn(lines, i)) ||
        beginsHeader(lines, i)),
  );
  const own = lines.slice(0, end < 0 ? lines.length : end);
  // A report that begins with the returned mail has its words after it.
  return (own.join('\n').trim().length > 20 ? own : lines).join('\n').replace(alias, '');
}

/** A sentence that happens to break before "your message." announces no copy. */
const endsSentence = (line: string, before: string) =>
  /^[a-z][^\n]{0,200}\.$/.test(line.trimEnd()) && /[\w,]$/.test(before.trimEnd());

/** "Your message", its summary, then "did not reach …": the report itself, not the copy. */
const goesOn = (lines: string[], i: number) =>
  /^\s*your message\s*$/i.test(lines[i]!) && undelivered.test(lines.slice(i + 1, i + 30).join('\n'));

/** Where Postfix and Exim name, beside a recipient, the address it was expanded from: never a recipient of its own. */
const alias = /\s{0,20}\((?:expanded|(?:ultimately )?generated) from\s{1,20}<?[^()<>]{1,300}>?\)/gi;

/**
 * The report with each address as it was written to where sendmail adds "(expanded from: <address>)" below the one it
 * became.
 */
export function beforeExpansion(text: string): string {
  const lines = text.split('\n');
  lines.forEach((line, i) => {
    const from = /^\s*\(expanded from: ?(?=[^)]{0,300}@)([^)]{1,300})\)\s*$/i.exec(line)?.[1];
    const at = [i - 1, i - 2, i - 3].find((k) => from && /^\s*<?[^\s<>()]{1,300}>?\s*$/.test(lines[k] ?? ''));
    if (at !== undefined) lines[at] = from!;
  });
  return lines.join('\n');
}

/** What a text repeats of the mail that came back, as far as it has a header. */
export function repeatedMail(text: string): string {
  const lines = text.split(/\r\n|\n|\r/).slice(0, MOST_LINES);
  const at = lines.findIndex((line, i) => headerLine.test(line) && beginsHeader(lines, i));
  return at < 0 ? '' : lines.slice(at, at + 200).join('\n');
}

function beginsHeader(lines: string[], i: number): boolean {
  if (!/^(?:received|return-path|message-id|dkim-signature|from|date|subject|to): /i.test(lines[i] ?? ''))
    return false;
  const rest = lines.slice(i, i + 60);
  const end = rest.findIndex((line) => !/^(?:[A-Za-z][\w-]{0,60}:|[ \t]+\S)/.test(line));
  return rest.slice(0, end < 0 ? rest.length : end).filter((line) => headerLine.test(line)).length >= 2;
}

const theirs =
  /\b(?:contact|please (?:send|e-?mail|write|forward)|for (?:further |more )?(?:assistance|help|information)|questions?|if you (?:have|need|believe|feel|think|wish)|support team|unsubscribe|report this|mail ?from:|from:|reply-to:|sender:|return-path:|message-id:|in-reply-to:|postmaster|received:|envelope[- ]from|originator)\b/i;
const about =
  /\b(?:rcpt|recipients?|user|mailbox|address(?:es)?|deliver(?:ed|y)?|unknown|failed|account|reach|undeliverable|to|send|sent|empfänger|adresse|destinataire|destinatario|адрес|получател)\b|[45]\d\d[ -]/i;
const lead =
  /^(?:(?:to|recipients?|address|user|e-?mail|addressee|(?:failed|final|original|intended) recipient|empfänger|an|mailbox|for)(?: address)? ?: ?)?(?:\d{1,3}[.)] ?)?(?:mailto:|smtp:|rfc822;)?$/i;

/**
 * The recipients a text names, best kind only: a line that begins with the address, else one in a sentence about
 * delivery, else any. `notThese`: addresses of the reporter and of ours; `below`: kinds that count, 1 for the first alone
 * (2), and the summary of the mail besides (4).
 */
export function namedRecipients(text: string, notThese: Set<string>, below = 4): Named[] {
  const lines = text.split('\n');
  const found = new Map<string, { rank: number; lines: number[] }>();
  const marks = new Map<number, string[]>();
  lines.forEach((line, i) => {
    for (const address of addressesIn(line)) {
      const key = address.toLowerCase();
      const rank = describesOriginal(lines, i) ? 3.5 : rankOf(line, address);
      if (notThese.has(key) || (daemon.test(key) && !line.startsWith(`<${address}>:`))) continue;
      const known = found.get(key) ?? { rank: 9, lines: [] };
      if (!found.has(key) && found.size >= MOST_NAMED) continue;
      known.rank = Math.min(known.rank, rank);
      if (known.lines.length < 20) known.lines.push(i);
      found.set(key, known);
      marks.set(i, [...(marks.get(i) ?? []), key]);
    }
  });
  const best = Math.min(...[...found.values()].map((f) => f.rank));
  const chosen = [...found].filter(([, f]) => f.rank === best && f.rank < below);
  const names = new Set(chosen.map(([key]) => key));
  return chosen.map(([recipient, f]) => ({
    recipient,
    about: f.lines
      .map((at) => linesAbout(lines, at, recipient, names, marks))
      .join('\n')
      .slice(0, MOST_ABOUT),
  }));
}

/** Addresses of mail systems and of the commands of mailing lists. */
const daemon =
  /^(?:mailer-daemon|postmaster|abuse|mail-daemon|postmast|double-bounce)@|-(?:request|owner|ctl|subscribe|unsubscribe)@/;

/** "To:" of a report's summary of the mail ("To, Subject, Sent"): perhaps a list's address, so only if nothing better. */
function describesOriginal(lines: string[], i: number): boolean {
  if (!/^\s*(?:to|cc|an|à|para|a) ?:/i.test(lines[i]!)) return false;
  return lines
    .slice(Math.max(0, i - 2), i + 4)
    .some((line) => /^\s*(?:subject|betreff|objet|asunto|oggetto|sent) ?:/i.test(line));
}

function rankOf(line: string, address: string): number {
  const before = line.slice(0, line.indexOf(address));
  if (before.length < 80 && lead.test(before.replace(/[\s>|*•·"'`<([-]+/g, ' ').trim())) return 1;
  if (/mail from:/i.test(before)) return 4;
  if (/rcpt to|smtp=|<<<|>>>|^\s*[45]\d\d[ -]/i.test(line)) return 2;
  if (theirs.test(before)) return 4;
  return about.test(line) ? 2 : 3;
}

/** The last word of a transcript on one address. */
const verdict = /^[45]\d\d[ -]/;

/**
 * The line with the address and those after it, up to the next recipient's. In the transcript of a session the verdict
 * stands last: there it is the commands and answers before it.
 */
function linesAbout(
  lines: string[],
  at: number,
  own: string,
  names: Set<string>,
  marks: Map<number, string[]>,
): string {
  let start = at;
  while (start > 0 && at - start < 10 && /^\s*(?:<<<|>>>) /.test(lines[start - 1]!)) start--;
  if (start < at && verdict.test(lines[at]!)) return lines.slice(start, at + 1).join('\n');
  // Of several verdicts in a transcript each is told by its own line.
  if (names.size > 1 && verdict.test(lines[at]!)) return lines[at]!;
  // "User unknown" above the address, a blank line below it: the words are those above.
  const blank = (i: number) => !lines[i]?.trim();
  if (names.size > 1 && !blank(at - 1) && blank(at + 1) && !marks.has(at - 1) && at > 0) {
    let top = at - 1;
    while (top > 0 && at - top < 5 && !blank(top - 1) && !marks.has(top - 1)) top--;
    return lines.slice(top, at + 1).join('\n');
  }
  let end = at + 1;
  while (end < lines.length && end < at + 25) {
    const others = (marks.get(end) ?? []).filter((key) => names.has(key) && key !== own);
    if (others.length > 0 || /^\s*-{3,} ?(?:transcript|the following|recipients)/i.test(lines[end]!)) break;
    end++;
  }
  return lines.slice(at, end).join('\n').slice(0, MOST_ABOUT);
}

/** Words of a report that says a mail is late but still being tried. */
const late =
  /(?:has been|is being|was|is) delayed|not (?:yet )?been (?:successfully )?delivered yet|(?:will|shall) (?:keep|continue)[^.\n]{0,20} (?:to )?(?:try|be (?:tried|attempted|retried)|attempt)|attempts (?:to deliver[^.\n]{0,40} )?will continue|no action is required|warning (?:message )?only|do not need to resend|will be retried|still (?:being )?(?:trying|undelivered|attempting)|delivery (?:is )?delayed|could not send message for past|will try again|not yet been delivered|yet to be delivered|delivery incomplete|temporary problem delivering|verzögert|retardé|retrasad/i;
const over =
  /permanent (?:error|fatal|failure)|giving up|given up|failed permanently|will not be (?:retried|continued)|will not (?:keep|continue) trying|returned to (?:the )?sender|was not delivered|undeliverable/i;

/** Whether the report says that delivery goes on. */
export function isDelay(subject: string, text: string): boolean {
  const own = text.slice(0, 6_000);
  if (
    /\bdelay(?:ed)?\b|^warning: (?:could not send|message)|still being retried|incomplete|verzögert/i.test(
      subject,
    ) &&
    !over.test(own)
  )
    return true;
  return late.test(own) && !over.test(own) && !/\bfail(?:ed|ure)|undeliver/i.test(subject);
}

/** Whether the report says that the mail arrived. */
export function isSuccess(subject: string, text: string): boolean {
  const own = text.slice(0, 3_000);
  if (/had successful delivery notifications|delivery report that you requested/i.test(own))
    return !undelivered.test(own);
  return (
    /(?:success(?:ful)?\)?\b.{0,20}(?:mail )?delivery|delivery .{0,20}\bsuccess|^delivered:)/i.test(
      subject,
    ) &&
    /(?:successfully|was) (?:delivered|relayed)|delivered to mailbox|is successful/i.test(own) &&
    !undelivered.test(own)
  );
}

/** Words with which a mail system tells that a mail was not delivered; for reports whose sender and subject are plain. */
export const undelivered =
  /(?:could|can|was|has|were|is|were)(?:n't|not| not) (?:be |been )?(?:delivered|sent|deliverable)|unable to deliver|wasn't able to deliver|not able to deliver|delivery (?:has )?failed|undeliverable|following (?:address|recipient)|failed (?:recipient|address)|failed to deliver|returned to (?:the )?sender|did not reach|delivery problem|delivery error|n'a pas pu|nicht zugestellt|konnte nicht|no se pudo|non è stato possibile|não foi possível|невозможно доставить|无法发送|无法投递/i;
