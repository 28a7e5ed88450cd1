import type { SuppressionTerms } from '#contact-policy';
import type { Purpose } from '#mail-templates';
import type { Actor, Tx } from '#platform';
import { newId } from '#platform';
import { leadingTo, listed } from '../message/message.rules.js';

/** The mail a personal link is of. */
export interface LinkedMail {
  id: string;
  areaId: string;
  /** Or what stands in for it once it was erased. */
  address: string;
  recipientName: string;
  purpose: Purpose;
  promotional: boolean;
  topic: string | null;
  template: string;
  employerId: string | null;
  contactId: string | null;
}

/** Undefined where the transaction's areas do not hold it. */
export const linkedMail = (tx: Tx, messageId: string): Promise<LinkedMail | undefined> =>
  tx.one(
    `SELECT id, area_id AS "areaId", address, recipient_name AS "recipientName", purpose, promotional, topic, template,
            employer_id AS "employerId", contact_id AS "contactId"
       FROM message WHERE id = $1`,
    [messageId],
  );

/**
 * Ends what waits to go to an address and is covered by a stop for good; answers how many. What a worker has in hand
 * goes its way. The open rows of an area are few beside those it has sent, so they are walked without an index on
 * addresses, which every sending would have to pay for.
 */
export const endWaiting = (
  tx: Tx,
  areaId: string,
  address: string,
  stop: Pick<SuppressionTerms, 'scope' | 'topic'>,
  end: { sentence: string; code: string; at: Date },
): Promise<number> =>
  tx.execute(
    `UPDATE message SET state = 'suppressed', reason = $5, settled_at = $6, next_attempt_at = NULL, hold = NULL,
            decision = jsonb_build_object('code', $7::text, 'sentence', $5::text, 'at', $6::timestamptz, 'until', NULL)
      WHERE area_id = $1 AND id = ANY (ARRAY(
              SELECT id FROM message
               WHERE area_id = $1 AND state IN (${listed(leadingTo('suppressed'))}) AND lower(address) = lower($2)
                 AND CASE $3 WHEN 'all' THEN true
                             WHEN 'all-but-service' THEN purpose <> 'service' OR promotional
                             WHEN 'engagement' THEN purpose = 'engagement' OR promotional
                             ELSE topic = $4 END
               ORDER BY id FOR UPDATE))`,
    [areaId, address, stop.scope, stop.topic, end.sentence, end.at, end.code],
  );

/** Writes onto a mail what its recipient did by it; once a kind and instant. */
export const recordOnMail = (
  tx: Tx,
  mail: LinkedMail,
  event: { source: string; kind: string; at: Date; actor: Actor; detail: string },
): Promise<number> =>
  tx.execute(
    `INSERT INTO delivery_event (id, area_id, message_id, source, event_id, kind, at, actor, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (area_id, source, event_id) DO NOTHING`,
    [
      newId(),
      mail.areaId,
      mail.id,
      event.source,
      `${mail.id}:${event.kind}:${event.at.toISOString()}`,
      event.kind,
      event.at,
      JSON.stringify(event.actor),
      event.detail,
    ],
  );
