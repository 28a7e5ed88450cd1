/** At which step of the SMTP dialogue a mail was refused, as far as a report tells. */

/** The command that was answered with a refusal. */
export type Stage = 'sender' | 'recipient' | 'data';

const MOST_TEXT = 6_000;

/** What reports say when the command named after it was refused: Postfix, Exim, sendmail and others. */
const refused =
  /(?:in reply to (?:end of )?|after (?:pipelined )?(?:end of |sending )?|did not like our |>>> ?|for |smtp command\s{1,4}|response to (?:the )?)(MAIL FROM|RCPT TO|RCPT|DATA|TEXT command)\b|(does(?:n't| not) like (?:sender|recipient))/gi;

/** The first refused command that any of the texts names, nearest to the recipient first; undefined when none does. */
export function refusedAt(texts: string[]): Stage | undefined {
  for (const text of texts) {
    for (const found of text.slice(0, MOST_TEXT).matchAll(refused)) {
      const word = (found[1] ?? found[2]!).toLowerCase();
      if (/^mail|sender$/.test(word)) return 'sender';
      return /^rcpt|recipient$/.test(word) ? 'recipient' : 'data';
    }
  }
  return undefined;
}

/** What filters say, too, when they do not like a mail that had come as far as its text. */
const bare = /\b(?:user unknown|unknown user|no such user)\b/i;

/**
 * What "unknown" means at that step. A sender that is refused is no word about the recipient. Nor is a bare "user
 * unknown" for the mail itself, after its recipient was taken, unless the status says so. A status for a mailbox that
 * takes no mail now or for policy (x.2.1, x.7.1) counts more than "user unknown" beside it, unless it was the recipient
 * that was refused. `words`: nearest to the recipient first; `detail`: the status without its class.
 */
export function atStage(reason: string, stage: Stage | undefined, detail: string, words: string[]): string {
  if (reason !== 'userunknown' && reason !== 'hostunknown') return reason;
  if (stage === 'sender' || /^1\.[78]$/.test(detail)) return 'rejected';
  if (reason === 'hostunknown') return reason;
  const doubted =
    stage === 'data'
      ? !detail.startsWith('1.') && bare.test(words.find((text) => text !== '') ?? '')
      : !stage && /^[27]\.1$/.test(detail);
  return doubted ? 'filtered' : reason;
}
