/** What the reading of a returned mail answers. */

/** One reported recipient. */
export interface BounceReport {
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
