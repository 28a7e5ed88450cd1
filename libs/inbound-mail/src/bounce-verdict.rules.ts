/** The verdict on a recipient from all that was read about it. */
import { isHard, readReason, statusFor } from './bounce-reason.rules.js';
import type { BounceReport } from './bounce-report.js';
import { atStage, refusedAt } from './bounce-stage.rules.js';

/** The verdict on one recipient from all that was read about it. */
export function judged(
  recipient: string | null,
  action: string,
  status: string | undefined,
  smtp: string | undefined,
  words: string[],
  category = '',
): BounceReport {
  const read = readReason(words, status, smtp);
  const sorted = categories[category.toLowerCase()];
  const stage = sorted === 'userunknown' ? 'recipient' : refusedAt(words);
  const reason =
    read === 'undefined' ? (sorted ?? read) : atStage(read, stage, status?.slice(2) ?? '', words);
  return {
    recipient,
    kind: isHard(reason, status ?? statusFor('undefined', smtp, action), action)
      ? 'bounce-hard'
      : 'bounce-soft',
    action,
    status: status ?? statusFor(reason, smtp, action) ?? null,
    reason,
  };
}

/** PowerMTA's own word, for when the server it spoke to said nothing that is understood. */
const categories: Record<string, string> = {
  'bad-mailbox': 'userunknown',
  'bad-domain': 'hostunknown',
  'inactive-mailbox': 'suspend',
  'quota-issues': 'mailboxfull',
  'spam-related': 'spamdetected',
  'policy-related': 'policyviolation',
  'virus-related': 'virusdetected',
  'content-related': 'contenterror',
  'message-expired': 'expired',
  'no-answer-from-host': 'expired',
  'routing-errors': 'networkerror',
  'relaying-issues': 'norelaying',
};
