/** What comes from a daemon, and what a person's mailbox answers by itself (RFC 3834 and the customs before it). */
import type { BounceMail } from './bounce-mail.js';

const daemonName =
  /mailer-?daemon|mail-?daemon|post_?master|mail delivery|mail administrator|mail system|delivery (?:sub)?system|mailsweeper|mdaemon|maildaemon|mail router|mail-router|system administrator|systemadministrator|mail service|microsoft outlook|administrator@|mailadmin|mailer@|mailmarshal|mmdf|<>|smtpd?@|bounces?@|internet mail|mail gateway|no-?reply@(?:sns|ses)|@complaints|staff@hotmail|systemverwaltung|spamfirewall|barracuda|inbound mail/i;

const bounceSubject =
  /undeliver|failed mail|邮件传输失败|unzustellbar|not deliver|delivery (?:status|failure|failed|report|problem|notification|error|has failed|incomplete|unsuccessful|delayed|subsystem)|failure notice|failure delivery|returned mail|return(?:ed|ing) (?:to|message|mail|e-mail)|mail (?:failed|failure|delivery|error|undeliverable|could not|not delivered|system error)|message (?:undeliverable|delivery|not delivered|delayed|failure|you sent blocked|status|could not)|email (?:delivery|rejected|could not)|non[- ]?delivery|ndn:|ndr\b|could ?n[o']t (?:be )?(?:send|sent|deliver)|are not (?:a )?member|warning: (?:could not|message|e-mail)|unknown (?:user|recipient|address)|user unknown|nicht zugestellt|nicht zustellbar|zustell(?:ung|fehler|bericht)|fehlgeschlagen|non remis|échec|non[- ]?distribu|no se (?:puede|ha podido) entregar|no entregado|devuelto|error de entrega|recapito|mancata consegna|consegna|impossibile|onbestelbaar|niet (?:af)?geleverd|não (?:é possível|foi possível|entreg)|devolvid|niedostarcz|недостав|не ?доставлен|ошибка доставки|возврат|olevererbart|kunde inte|levereras inte|配信|送信エラー|退信|系统退信|投递失败|postmaster notify|mail not delivered|nondeliverable|not delivered|blocked by|rejected/i;

const replySubject =
  /^\s*(?:re|aw|sv|fwd?|tr|antw|odp|vs)?\s*:?\s*\[?(?:auto(?:matic|matisch|mated|mática|matique)?[ -]?(?:re(?:ply|sponse|sponder)|answer|antwort\w*|reply)|auto ?(?:re|aw|reply|response)?:|automatisch antwoord|răspuns automat|ateb awtomatig|автоматична відповідь|samovirke|otomatik cevap|自动答复|自動回答|автовідпов|automatski odgovor|automatické odpov|automatiskais|automaatne vastus|automatisches? |automatische (?:antwort|e-?mail|reactie|afwezigheid)|automatisches? |automatyczna odpowied|autosvar|automatiskt? svar|automatisk svar|réponse automatique|reponse automatique|respuesta automática|respuesta automatica|resposta automática|resposta automatica|risposta automatica|automaattinen|автоматический ответ|автоответ|automatická odpově|otomatik yan|automatikus válasz|αυτόματη απάντηση|自動応答|自動返信|不在|自动回复|自動回覆|자동 회신|ответ автоматич|i am (?:currently )?(?:out of|away|on)|i'm (?:out|away|on)|on (?:vacation|holiday|leave|annual leave)|out of (?:the )?office|out of town|ooo\b|away from|vacation|abwesen|nicht im (?:büro|haus)|im urlaub|urlaub|absence|absent|congé|vacances|fuera de (?:la )?oficina|ausencia|ausente|vacaciones|fuori (?:sede|ufficio)|assenza|ferie|afwezig|buiten kantoor|met vakantie|fora do escritório|férias|ausência|frånvaro|semester|fravær|nie ma mnie|poza biurem|urlop|отпуск|вне офиса|отсутств)|(?:^|[\s:([-])(?:auto[- ]?reply|automatic reply|out of (?:the )?office|abwesenheits?(?:notiz|nachricht|meldung)|autoreply|auto[- ]?response)\b/iu;

/** Whether the mail calls itself the work of a mail system. */
export function fromDaemon(mail: BounceMail): boolean {
  return daemonName.test(headerOf(mail, 'from').slice(0, 500)) || mail.headers.has('x-failed-recipients');
}

/** Whether the subject is that of a bounce, in one of some ten languages, or the mail states that it is a report. */
export function hasBounceSubject(mail: BounceMail): boolean {
  return (
    bounceSubject.test(headerOf(mail, 'subject').slice(0, 500)) ||
    /report-type\s*=\s*"?delivery-status/i.test(headerOf(mail, 'content-type').slice(0, 500))
  );
}

/**
 * Whether a mailbox answered by itself. Auto-Submitted "auto-generated" alone is no answer (RFC 3834 section 5): a
 * newsletter says so too.
 */
export function isAutoReply(mail: BounceMail): boolean {
  if (replySubject.test(headerOf(mail, 'subject').slice(0, 500))) return true;
  if (/^\s*auto-replied/i.test(headerOf(mail, 'auto-submitted'))) return true;
  if (/^\s*auto[_-]?(?:reply|replied|response)/i.test(headerOf(mail, 'precedence'))) return true;
  // "Generated" is no answer by itself; with a reference to a mail of ours, or with the words of an absence, it is.
  if (
    /^\s*auto-(?:generated|notified)/i.test(headerOf(mail, 'auto-submitted')) ||
    mail.headers.has('x-auto-response-suppress')
  ) {
    if (mail.headers.has('in-reply-to') && !mail.headers.has('list-id')) return true;
    if (absent.test(mail.text.slice(0, 1_500))) return true;
  }
  if (
    signs.some((name) => mail.headers.has(name) && !/^\s*(?:no|none|0|false)\b/i.test(headerOf(mail, name)))
  )
    return true;
  return /vacation|autoreply|auto-?respond|out ?of ?office/i.test(
    headerOf(mail, 'x-mailer') + headerOf(mail, 'delivered-to').slice(0, 200),
  );
}

const absent =
  /\b(?:i am|i'm|i’m|i will be|we are) (?:currently |now )?(?:out of (?:the |my )?office|on (?:annual |maternity |paternity |sick |parental )?leave|on holiday|on vacation|away)\b|\bout of the office (?:until|from|on)\b|no longer (?:works?|with) /i;

const leaving =
  /^\s*(?:(?:re|aw|fwd?|sv)\s*:\s*)*(?:please |pls )?(?:unsubscribe|opt[- ]?out|remove me|remove from (?:the |this |your )?(?:mailing )?list|take me off|stop (?:sending|e-?mail)|abmeld|abbestell|désinscri|désabonn|desuscribir|darme de baja|cancella(?:zione|mi)|uitschrijven|afmelden|avregistrera|wypisz)/i;
const asks =
  /^\W{0,5}(?:hello|hi|dear [\w ]{1,40}|good (?:morning|afternoon)|to whom[\w ]{0,30})?[\s,.!:-]{0,20}(?:(?:can|could|would) you )?(?:please |pls |kindly )?(?:unsubscribe\b|opt (?:me )?out\b|(?:remove|take|delete) (?:me|us|this address|this e-?mail|my (?:name|e-?mail|address)[\w -]{0,20}) (?:from|off)\b|stop (?:sending|e-?mailing) (?:me|us)\b)/i;

/**
 * Whether a person asks by mail to be left alone: in the subject, or in the first words of a short mail. What lists and
 * programs send only speaks of it.
 */
export function asksToUnsubscribe(mail: BounceMail): boolean {
  if (['list-id', 'list-unsubscribe'].some((name) => mail.headers.has(name))) return false;
  if (/bulk|list/i.test(headerOf(mail, 'precedence'))) return false;
  const subject = headerOf(mail, 'subject').slice(0, 500);
  if (subject.length < 100 && leaving.test(subject)) return true;
  const own = mail.text
    .slice(0, 3_000)
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
  return own.length < 1_500 && asks.test(own.trimStart());
}

/** A request to be left alone that a mail program wrote for a person: it calls itself an automatic mail. */
export function isPlainRequest(mail: BounceMail): boolean {
  return /^\s*unsubscribe\s*$/i.test(headerOf(mail, 'subject').slice(0, 500));
}

const signs = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-auto-reply',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-away',
  'x-vacation',
  'x-cron-vacation',
  'x-ms-exchange-inbox-rules-loop',
  'x-mdautoresponder',
  'x-facebook-autoreply',
  'x-autogenerated',
];

/** A header's first value, '' when it is missing. */
export function headerOf(mail: BounceMail, name: string): string {
  return mail.headers.get(name)?.[0] ?? '';
}
