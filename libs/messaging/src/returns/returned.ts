/** What the reading of a returned mail answers. */

/** One reported recipient. */
export interface Returned {
  /** The address the report is about; null when it names none. */
  recipient: string | null;
  /** bounce-hard, bounce-soft, complaint, unsubscribe, autoreply, delivered, feedback-… or none. */
  kind: string;
  /** What the reporter did (RFC 3464): failed, delayed, delivered, relayed, expanded; null for what is no delivery. */
  action: string | null;
  /** Enhanced status (RFC 3463); null when neither codes nor words tell one. */
  status: string | null;
  /** One word for why: userunknown, mailboxfull, spamdetected … */
  reason: string;
}

/**
 * The same with the action as the set of real mails counts it (test/data/dsn): of a bounce `delayed` where time ran out
 * (reason expired) and `failed` everywhere else, whatever the report's own Action field says. Two of its forty reports
 * say otherwise of themselves; what the program does about a report goes by the report's word.
 */
export const asCounted = (answer: Returned): Returned =>
  answer.kind.startsWith('bounce-')
    ? { ...answer, action: answer.reason === 'expired' ? 'delayed' : 'failed' }
    : answer;
