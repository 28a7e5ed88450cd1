import type { RetentionStep } from './retention-step.repository.js';
import { bound } from './retention-step.repository.js';

/** Words that people typed or that name them: keys of a fact's data. Its figures, dates and keys are no words. */
const WORDED = `(t.data ?| '{why,reason,detail,owner,words}'
  OR (t.kind ~ '^(employers|messaging)\\.' AND t.data ? 'title' AND t.data ->> 'title' <> 'no longer kept')
  OR (t.actor ->> 'kind' = 'link' AND t.actor ? 'label'))`;

/**
 * Takes the words out of facts. What was counted stays: forget_fact_words (migration 0060) can change nothing else of a
 * fact, which the program may not change otherwise. `due`: SQL on the fact `t`.
 */
export const forgetFactWords = (due: string): RetentionStep => ({
  table: 'fact',
  async count(tx, cutoff) {
    const sql = `SELECT count(*)::int AS n FROM fact t WHERE t.area_id = :area AND ${due} AND ${WORDED}`;
    return (await tx.one<{ n: number }>(...bound(sql, cutoff)))!.n;
  },
  async take(tx, cutoff, limit) {
    const sql = `SELECT forget_fact_words(array(
        SELECT t.id FROM fact t WHERE t.area_id = :area AND ${due} AND ${WORDED} LIMIT ${limit})) AS n`;
    return (await tx.one<{ n: number }>(...bound(sql, cutoff)))!.n;
  },
});
