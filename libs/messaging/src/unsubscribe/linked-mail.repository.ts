import type { SuppressionTerms } from '#contact-policy';
import { newId, type Tx } from '#platform';
import { DeliveryEvent } from '../delivery/delivery.entity.js';
import { Message } from '../message/message.entity.js';
import { leadingTo, listed } from '../message/message.rules.js';

/** The mail a personal link is of. */
export type LinkedMail = Pick<
  Message,
  | 'id'
  | 'areaId'
  /** Or what stands in for it once it was erased. */
  | 'address'
  | 'recipientName'
  | 'purpose'
  | 'promotional'
  | 'topic'
  | 'template'
  | 'employerId'
  | 'contactId'
>;

/** Undefined where the transaction's areas do not hold it. */
export const linkedMail = async (tx: Tx, messageId: string): Promise<LinkedMail | undefined> =>
  (await tx.repository(Message).findOneBy({ id: messageId })) ?? undefined;

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
  event: Pick<DeliveryEvent, 'source' | 'kind' | 'at' | 'actor' | 'detail'>,
): Promise<boolean> =>
  tx.insertNew(DeliveryEvent, {
    ...event,
    id: newId(),
    areaId: mail.areaId,
    messageId: mail.id,
    eventId: `${mail.id}:${event.kind}:${event.at.toISOString()}`,
  });
