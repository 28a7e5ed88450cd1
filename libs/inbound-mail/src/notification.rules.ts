/** Notifications that mail services send as JSON: Amazon SES through SNS, and the events of SendGrid and Postmark. */
import { isHard, readReason, smtpIn, statusFor, statusIn } from './bounce-reason.rules.js';
import type { BounceReport } from './bounce-report.js';

type Json = Record<string, unknown>;

const MOST = 100_000;

/** What a JSON notification in a mail's text reports; undefined when the text holds none. */
export function readNotification(text: string): BounceReport[] | undefined {
  const json = parseLoosely(text);
  if (!json) return undefined;
  const told = of(json, 'Message');
  const message = typeof told === 'string' ? (parseLoosely(told) ?? json) : json;
  const kind = String(
    of(message, 'notificationType') ?? of(message, 'eventType') ?? of(message, 'RecordType') ?? '',
  );
  const part = (name: string) => (of(message, name) ?? message) as Json;
  if (/^complaint$|spamcomplaint/i.test(kind)) {
    const complaint = part('complaint');
    const type = String(of(complaint, 'complaintFeedbackType') ?? 'abuse');
    const told = type === 'not-spam' ? 'feedback-not-spam' : 'complaint';
    return people(complaint, 'complainedRecipients').map(({ email }) => plain(email, told, 'feedback'));
  }
  if (/^delivery$/i.test(kind))
    return people(part('delivery'), 'recipients').map(({ email }) => ({
      ...plain(email, 'delivered', 'delivered'),
      action: 'delivered',
    }));
  if (!/bounce/i.test(kind)) return undefined;
  const bounce = part('bounce');
  const permanent = /^permanent|^hardbounce/i.test(
    String(of(bounce, 'bounceType') ?? of(message, 'Type') ?? ''),
  );
  const sort = String(of(bounce, 'bounceSubType') ?? '');
  return people(bounce, 'bouncedRecipients').map(({ email, fields }) => {
    const said = String(
      fields['diagnosticCode'] ?? of(message, 'Details') ?? of(message, 'Description') ?? '',
    );
    const smtp = smtpIn(said);
    const status = String(fields['status'] ?? '') || statusIn(said);
    const action = String(fields['action'] ?? 'failed');
    const read = readReason([said], status, smtp);
    const bare = permanent && /^(?:general|noemail)?$/i.test(sort);
    const reason =
      read === 'undefined' ? (subtypes[sort.toLowerCase()] ?? (bare ? 'userunknown' : read)) : read;
    return {
      recipient: email,
      kind: isHard(reason, status, action) ? 'bounce-hard' : 'bounce-soft',
      action,
      status: status ?? statusFor(reason, smtp, action) ?? null,
      reason,
    };
  });
}

const subtypes: Record<string, string> = {
  suppressed: 'suppressed',
  onaccountsuppressionlist: 'suppressed',
  mailboxfull: 'mailboxfull',
  messagetoolarge: 'mesgtoobig',
  contentrejected: 'contenterror',
  attachmentrejected: 'policyviolation',
};

function plain(recipient: string, kind: string, reason: string): BounceReport {
  return { recipient, kind, action: null, status: null, reason };
}

function people(part: Json, name: string): { email: string; fields: Json }[] {
  const list = of(part, name) ?? [of(part, 'Email') ?? of(part, 'email')];
  return (Array.isArray(list) ? list.slice(0, 1_000) : []).flatMap((one) => {
    const fields = typeof one === 'object' && one !== null ? (one as Json) : { emailAddress: one };
    return typeof fields['emailAddress'] === 'string' ? [{ email: fields['emailAddress'], fields }] : [];
  });
}

function of(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, name)
    ? (json as Json)[name]
    : undefined;
}

/** The JSON object a text begins with; mail servers fold its long lines, which JSON itself forbids. */
function parseLoosely(text: string): Json | undefined {
  const from = text.slice(0, 2_000).search(/\{\s*"/);
  if (from < 0) return undefined;
  const flat = text.slice(from, from + MOST).replace(/\r?\n ?/g, '');
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < flat.length; at++) {
    const c = flat[at];
    if (quoted && c === '\\') at++;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === '{') depth++;
    else if (!quoted && c === '}' && --depth === 0) return parsed(flat.slice(0, at + 1));
  }
  return undefined;
}

function parsed(json: string): Json | undefined {
  try {
    return JSON.parse(json) as Json;
  } catch {
    return undefined;
  }
}
