import type { Tx } from '#platform';

/**
 * For what is left of this transaction, rows are looked up one by one, by their keys: for statements about some hundreds of
 * messages that are named. Of a table that has just grown the planner has no statistics yet. It then believes that an area
 * has next to no rows in it and reads all of them instead, which made a wave of 100,000 mails half as fast as one of 10,000
 * until autovacuum had come by.
 */
export const forceKeyLookups = (tx: Tx): Promise<number> =>
  tx.execute(
    `SELECT set_config(method, 'off', true)
       FROM unnest(ARRAY['enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin']) AS method`,
  );
